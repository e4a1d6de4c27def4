/** What transports tell by a text alone, in their own words, and what is made of it. */
import { assert, describe, it } from "@effect/vitest"
import { connectionFacts } from "../../src/client/connection.ts"
import { transportTexts } from "../../src/client/transportTexts.ts"
import { ConnectionError, TransportError } from "effect-zero-touch"

/** An error as a transport makes it. */
const made = (message: string, fields: object = {}): Error =>
  Object.assign(new Error(message), fields)

/** What a claim says that failed for this cause. */
const claimFailedBy = (cause: unknown) => {
  const reason = new ConnectionError(connectionFacts(cause))
  return new TransportError({ reason, idempotent: false })
}

const deno = (rest: string) =>
  made("fetch failed", {
    cause: made(
      `error sending request for url (https://127.0.0.1:1/v1/partners/1/devices:claimAsync): ${rest}`
    )
  })

interface Row {
  readonly when: string
  readonly cause: Error
  readonly isTransient: boolean
  readonly code?: string
  readonly proxyStatus?: number
}

// The texts were recorded from undici 7.30 and 8.13, Node.js 24.21, Deno 2.9 and Bun 1.4.
const rows: ReadonlyArray<Row> = [
  {
    when: "undici and fetch of Node.js: a proxy refused the tunnel",
    cause: made("fetch failed", {
      cause: made("Request was cancelled.", {
        code: 0,
        cause: made("Proxy response (407) !== 200 when HTTP Tunneling", {
          code: "UND_ERR_ABORTED"
        })
      })
    }),
    isTransient: false,
    code: "UND_ERR_ABORTED",
    proxyStatus: 407
  },
  {
    when: "undici: a proxy refused a request over plain http",
    cause: made("Proxy Authentication Required (407)", { code: "UND_ERR_INVALID_ARG" }),
    isTransient: false,
    code: "UND_ERR_INVALID_ARG",
    proxyStatus: 407
  },
  {
    when: "Node.js: the connection broke within the TLS handshake",
    cause: made("Client network socket disconnected before secure TLS connection was established", {
      code: "ECONNRESET"
    }),
    isTransient: true,
    code: "ECONNRESET"
  },
  {
    when: "Node.js, HTTP/2: the stream was refused",
    cause: made("Stream closed with error code NGHTTP2_REFUSED_STREAM", {
      code: "ERR_HTTP2_STREAM_ERROR"
    }),
    isTransient: true,
    code: "ERR_HTTP2_STREAM_ERROR"
  },
  {
    when: "Bun: no TLS on the other side",
    cause: made("EPROTO: The TLS handshake failed. Does the server speak TLS on this port?", {
      code: "EPROTO"
    }),
    isTransient: false,
    code: "ERR_SSL_WRONG_VERSION_NUMBER"
  },
  {
    when: "Deno: refused",
    cause: deno("client error (Connect): tcp connect error: Connection refused (os error 111)"),
    isTransient: true,
    code: "ECONNREFUSED"
  },
  {
    when: "Deno: no such name",
    cause: deno(
      "client error (Connect): dns error: failed to lookup address information: Name or service not known"
    ),
    isTransient: true,
    code: "ENOTFOUND"
  },
  {
    when: "Deno: the certificate is not trusted",
    cause: deno("client error (Connect): invalid peer certificate: UnknownIssuer"),
    isTransient: false,
    code: "CERT_REJECTED"
  },
  {
    when: "Deno: no TLS on the other side",
    cause: deno("client error (Connect): received corrupt message of type InvalidContentType"),
    isTransient: false,
    code: "ERR_SSL_WRONG_VERSION_NUMBER"
  },
  {
    when: "Deno: a proxy refused the tunnel for lack of a password",
    cause: deno("client error (Connect): proxy authentication required"),
    isTransient: false,
    proxyStatus: 407
  },
  {
    when: "Deno: anything else before the connection was there",
    cause: deno("client error (Connect): tls handshake eof"),
    isTransient: true
  },
  {
    when: "Deno, HTTP/2: the stream was refused",
    cause: made("fetch failed", {
      cause: made("stream error received: refused stream before processing any application logic")
    }),
    isTransient: true
  }
]

describe("the table of texts", () => {
  it("has a test for each row, and each test has its row", () => {
    assert.deepStrictEqual(
      rows.map(({ when }) => when),
      transportTexts.map(({ when }) => when)
    )
  })

  for (const { cause, code, isTransient, proxyStatus, when } of rows) {
    it(`${when}: a claim was not processed`, () => {
      const error = claimFailedBy(cause)
      const reason = error.reason._tag === "ConnectionError" ? error.reason : assert.fail()
      assert.isFalse(error.mayHaveBeenProcessed)
      assert.strictEqual(error.isTransient, isTransient)
      assert.strictEqual(reason.code, code)
      assert.strictEqual(reason.proxyStatus, proxyStatus)
      // another row would give the same facts, were it not for the first that fits
      const text = connectionTextOf(cause)
      assert.strictEqual(transportTexts.find((row) => row.text.test(text))?.when, when)
    })
  }

  it.each([
    // after sending, by the same transports
    deno("client error (SendRequest): connection closed before message completed"),
    made("Connection reset by peer (os error 104)"),
    made("stream error received: stream no longer needed"),
    made("Stream closed with error code NGHTTP2_INTERNAL_ERROR", {
      code: "ERR_HTTP2_STREAM_ERROR"
    }),
    made("other side closed", { code: "UND_ERR_SOCKET" }),
    made("The client is destroyed", { code: "UND_ERR_DESTROYED" }),
    made("ECONNRESET: The socket connection was closed unexpectedly.", { code: "ECONNRESET" }),
    // browsers say no more
    made("Failed to fetch"),
    // a known text within another one
    made('it said "Proxy response (407) !== 200 when HTTP Tunneling"')
  ])("what is not in it may have been processed: %s", (cause) => {
    const error = claimFailedBy(cause)
    assert.isTrue(error.mayHaveBeenProcessed)
    assert.isFalse(error.isTransient)
  })
})

/** The text that the table is asked for: the innermost one. */
const connectionTextOf = (error: Error): string =>
  error.cause instanceof Error ? connectionTextOf(error.cause) : error.message
