import { assert, describe, it } from "@effect/vitest"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { DeviceResults, Operation, ProtoJson } from "effect-zero-touch"
import { isOperation } from "../../src/operations/Operation.ts"
import { name, runningWith, succeeded } from "./batch.ts"

const type = (kind: string) =>
  `type.googleapis.com/google.android.device.provisioning.v1.DevicesLongRunningOperation${kind}`

const decode = ProtoJson.decoder(Operation)
const decoded = (json: unknown): Operation => {
  const result = decode(json)
  return Result.isSuccess(result) ? result.success : assert.fail(result.failure.message)
}

describe("Operation", () => {
  it("is what `done` says it is, whatever else is there", () => {
    const response = { "@type": type("Response"), successCount: 1 }
    const metadata = { "@type": type("Metadata"), progress: 100 }
    const cases: ReadonlyArray<readonly [object, Operation["_tag"]]> = [
      [{}, "Running"],
      [{ done: false }, "Running"],
      [{ done: null }, "Running"],
      [{ metadata }, "Running"],
      [{ response }, "Running"],
      [{ error: { code: 7 } }, "Running"],
      [{ done: true, response }, "Succeeded"],
      [{ done: true, response: {} }, "Succeeded"],
      [{ done: true, error: { code: 7 } }, "Failed"],
      [{ done: true, error: {} }, "Failed"],
      [{ done: true, error: { code: 7 }, response }, "Failed"],
      [{ done: true }, "DoneWithoutResult"],
      [{ done: true, response: null, error: null }, "DoneWithoutResult"],
      [{ done: true, metadata }, "DoneWithoutResult"]
    ]
    for (const [json, tag] of cases) {
      assert.strictEqual(decoded({ name, ...json })._tag, tag, JSON.stringify(json))
    }
  })

  it("is no operation when `done` is not a boolean", () => {
    for (const done of ["true", 1, {}, []]) {
      assert.isTrue(Result.isFailure(decode({ name, done })), JSON.stringify(done))
    }
  })

  it("keeps all that it came with through decode and encode", () => {
    const wires: ReadonlyArray<object> = [
      { name, metadata: { "@type": type("Metadata"), progress: 3 } },
      { name, response: { "@type": type("Response"), successCount: 1 } },
      { name, done: true, response: { "@type": "type.example/other.Thing", anything: [1, "2"] } },
      { name, done: true, metadata: { no: "type" }, error: { code: -17, message: "odd" } },
      { name, done: true },
      {
        name,
        done: true,
        response: {
          "@type": type("Response"),
          perDeviceStatus: [{ result: { status: "SINGLE_DEVICE_STATUS_OF_NEXT_YEAR" } }]
        }
      }
    ]
    for (const wire of wires) {
      assert.deepStrictEqual<unknown>(Schema.encodeSync(Operation)(decoded(wire)), wire)
    }
  })

  it("reads a response that is not about devices as what it is, and one of devices that is broken", () => {
    const broken = { "@type": type("Response"), perDeviceStatus: "all of them" }
    const operation = decoded({ name, done: true, response: broken })
    assert.isTrue(Option.isNone(DeviceResults.response(operation)))
    assert.deepStrictEqual(operation, {
      _tag: "Succeeded",
      name,
      done: true,
      response: { _tag: "UnknownAny", typeUrl: type("Response"), raw: broken }
    })
  })

  it("puts right the odd forms within metadata and response", () => {
    const operation = decoded({
      name,
      done: true,
      metadata: { "@type": type("Metadata"), progress: "100", devicesCount: null },
      response: {
        "@type": type("Response"),
        successCount: "1",
        perDeviceStatus: [{ result: { status: 3, deviceId: 12 }, claim: null }]
      }
    })
    assert.deepStrictEqual<unknown>(operation, {
      _tag: "Succeeded",
      name,
      done: true,
      metadata: { _tag: "DevicesMetadata", progress: 100 },
      response: {
        _tag: "DevicesResponse",
        successCount: 1,
        perDeviceStatus: [{ result: { status: "3", deviceId: "12" } }]
      }
    })
  })

  it("has guards and a match over all it can be", () => {
    const states = [
      decoded({ name }),
      succeeded([]),
      decoded({ name, done: true, error: { code: 7 } }),
      decoded({ name, done: true })
    ]
    assert.deepStrictEqual(
      states.map((state) =>
        Operation.match(state, {
          Running: () => "Running",
          Succeeded: () => "Succeeded",
          Failed: () => "Failed",
          DoneWithoutResult: () => "DoneWithoutResult"
        })
      ),
      states.map(({ _tag }) => _tag)
    )
    const others = [undefined, {}, { _tag: "Running" }, { _tag: "Failed" }]
    for (const [tag, guard] of Object.entries(Operation.guards)) {
      for (const state of states) assert.strictEqual(guard(state), state._tag === tag)
      for (const other of [...others, { _tag: tag }]) assert.isFalse(guard(other))
    }
  })

  it("is told from what only looks like one", () => {
    for (const _tag of ["Running", "Succeeded", "Failed", "DoneWithoutResult"]) {
      assert.isTrue(isOperation({ _tag, name }))
      assert.isFalse(isOperation({ _tag }))
    }
    for (const other of [{ name }, { _tag: "Done", name }, { name, done: true }, name, null, 5]) {
      assert.isFalse(isOperation(other), JSON.stringify(other))
    }
  })

  it("gives metadata and response of the known kind, and nothing else", () => {
    const metadata = { _tag: "DevicesMetadata", progress: 40 } as const
    const response = { _tag: "DevicesResponse", successCount: 1 } as const
    const unknown = { _tag: "UnknownAny", raw: {} } as const
    const running = runningWith({ name, metadata, response })
    assert.deepStrictEqual(DeviceResults.metadata(running), Option.some(metadata))
    assert.deepStrictEqual(DeviceResults.response(running), Option.some(response))
    const others: ReadonlyArray<Operation> = [
      { _tag: "Running", name, done: false },
      { _tag: "Running", name, done: false, metadata: unknown, response: unknown },
      { _tag: "DoneWithoutResult", name, done: true }
    ]
    for (const other of others) {
      assert.isTrue(Option.isNone(DeviceResults.metadata(other)))
      assert.isTrue(Option.isNone(DeviceResults.response(other)))
    }
  })
})
