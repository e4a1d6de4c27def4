/** Chains of causes that are odd: what fails then is the connection, and nothing else. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { clientOver, execute, fakeHttp, probe, systemError } from "../support/fakeHttp.ts"
import { failureOf } from "../support/outcome.ts"
import { TransportError } from "effect-zero-touch"

/** How a call ends whose connection failed for this cause. */
const reasonOf = Effect.fnUntraced(function* (cause: Error) {
  const error = failureOf(
    yield* execute(probe("POST"), { retry: false }).pipe(
      Effect.provide(clientOver(fakeHttp(cause))),
      Effect.exit
    )
  )
  const reason = error._tag === "TransportError" ? error.reason : undefined
  return reason?._tag === "ConnectionError" ? reason : assert.fail(error.message)
})

/** Counts how often its cause is looked at; a search without an end is a defect. */
const circular = (next?: () => Error) => {
  const looks = { count: 0 }
  const error = Object.defineProperty(new Error("round and round"), "cause", {
    get: () => {
      if (++looks.count > 1000) throw new Error("it is searched without an end")
      return next?.() ?? error
    }
  })
  return { error, looks }
}

describe("a chain of causes", () => {
  it.effect("that bites its tail is searched for some links", () =>
    Effect.gen(function* () {
      const { error, looks } = circular()
      const reason = yield* reasonOf(error)
      assert.strictEqual(reason.description, "round and round")
      assert.isTrue(reason.mayHaveBeenSent)
      assert.isBelow(looks.count, 20)
    })
  )

  it.effect("that bites its tail after two links is, too", () =>
    Effect.gen(function* () {
      const { error, looks } = circular(() => new Error("two", { cause: error }))
      yield* reasonOf(error)
      assert.isBelow(looks.count, 20)
    })
  )

  it.effect("of errors that hold themselves is, too", () =>
    Effect.gen(function* () {
      const error = new AggregateError([], "all failed")
      error.errors.push(error)
      const reason = yield* reasonOf(error)
      assert.strictEqual(reason.description, "all failed")
    })
  )

  it.effect("may have its code some links down", () =>
    Effect.gen(function* () {
      let error = systemError("connect ECONNREFUSED", "ECONNREFUSED", "connect")
      for (let i = 0; i < 5; i++) error = new Error(`link ${i}`, { cause: error })
      const reason = yield* reasonOf(error)
      assert.deepStrictEqual([reason.code, reason.mayHaveBeenSent], ["ECONNREFUSED", false])
    })
  )
})

describe("the facts of a cause", () => {
  it.effect("have OpenSSL's reason in place of its line", () =>
    Effect.gen(function* () {
      const line =
        "80EB:error:0A00010B:SSL routines:ssl3_get_record:wrong version number:../ssl3_record.c:354:"
      for (const [text, code] of [
        [`write EPROTO ${line}`, "EPROTO"],
        [line, "ERR_SSL_WRONG_VERSION_NUMBER"]
      ] as const) {
        const reason = yield* reasonOf(systemError(text, code))
        const said = "TLS failed: wrong version number (ERR_SSL_WRONG_VERSION_NUMBER)"
        assert.strictEqual(reason.description, said)
        assert.strictEqual(reason.code, "ERR_SSL_WRONG_VERSION_NUMBER")
        assert.isFalse(reason.mayHaveBeenSent)
      }
    })
  )

  it.effect("say that nothing was sent when there was no address, whoever says so", () =>
    Effect.gen(function* () {
      const reason = yield* reasonOf(systemError("no address", "EAI_AGAIN"))
      assert.isFalse(reason.mayHaveBeenSent)
      assert.strictEqual(reason.description, "no address (EAI_AGAIN)")
    })
  )

  it.effect("say that nothing was sent when each attempt to connect failed", () =>
    Effect.gen(function* () {
      const attempts = (...syscalls: ReadonlyArray<string>) =>
        Object.assign(
          new AggregateError(syscalls.map((syscall) => systemError("no", "ETIMEDOUT", syscall))),
          { code: "ETIMEDOUT" }
        )
      assert.isFalse((yield* reasonOf(attempts("connect", "connect"))).mayHaveBeenSent)
      assert.isTrue((yield* reasonOf(attempts("connect", "read"))).mayHaveBeenSent)
      assert.isTrue((yield* reasonOf(attempts())).mayHaveBeenSent)
    })
  )

  it.effect.each([
    ["Node.js", { statusCode: 503 }, true],
    ["Node.js", { statusCode: 403 }, false],
    ["Bun", { status: 504 }, true],
    ["Bun", { status: 407 }, false]
  ] as const)("say what a proxy refused a tunnel with, in %s", ([, fields, isTransient]) =>
    Effect.gen(function* () {
      const proxy = "http://user:a-password@proxy:3128"
      const cause = systemError(`Failed to establish tunnel via ${proxy}: no`, "ERR_PROXY_TUNNEL")
      const reason = yield* reasonOf(Object.assign(cause, fields))
      const [status] = Object.values(fields)
      assert.strictEqual(reason.proxyStatus, status)
      assert.isFalse(reason.mayHaveBeenSent)
      assert.strictEqual(new TransportError({ reason }).isTransient, isTransient)
      assert.include(reason.message, `the proxy refused to connect with HTTP ${status}`)
      assert.notInclude(reason.message, "a-password")
    })
  )

  it.effect("say that a proxy that broke off made no tunnel, without its password", () =>
    Effect.gen(function* () {
      const text = "Connection to http://user:a-password@proxy:3128/ ended"
      const reason = yield* reasonOf(systemError(text, "ERR_PROXY_TUNNEL"))
      assert.isFalse(reason.mayHaveBeenSent)
      assert.isUndefined(reason.proxyStatus)
      assert.strictEqual(
        reason.description,
        "Connection to http://proxy:3128/ ended (ERR_PROXY_TUNNEL)"
      )
    })
  )

  it.effect.each([
    "ERR_SOCKET_CONNECTION_TIMEOUT",
    "UND_ERR_PRX_CONN",
    "UND_ERR_CLOSED",
    "ConnectionRefused",
    "FailedToOpenSocket"
  ])("say that nothing was sent for the code %s", (code) =>
    Effect.gen(function* () {
      assert.isFalse((yield* reasonOf(systemError("no", code))).mayHaveBeenSent)
    })
  )

  it.effect("say that the certificate of a proxy is not trusted", () =>
    Effect.gen(function* () {
      const reason = yield* reasonOf(systemError("no", "UND_ERR_PRX_TLS"))
      assert.isFalse(reason.mayHaveBeenSent)
      assert.isFalse(new TransportError({ reason }).isTransient)
    })
  )
})
