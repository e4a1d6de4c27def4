/**
 * What becomes of a claim at each fault over each transport, written by hand. The rows that name no
 * transport hold for all.
 */

export type TransportName =
  "fetch of Node.js" | "node:http" | "undici 7" | "undici 8" | "Deno" | "Bun" | "Chromium"

export type Group = "direct" | "proxied" | "http2"

/** The group of faults that a transport cannot meet is left out. */
export const groupsOf: Readonly<Record<TransportName, ReadonlyArray<Group>>> = {
  "fetch of Node.js": ["direct", "proxied"],
  "node:http": ["direct", "proxied"],
  "undici 7": ["direct", "proxied", "http2"],
  "undici 8": ["direct", "proxied", "http2"],
  Deno: ["direct", "proxied", "http2"],
  // fetch of Bun speaks HTTP/1.1 only
  Bun: ["direct", "proxied"],
  Chromium: ["direct", "proxied", "http2"]
}

/**
 * `not sent`: the claim was not processed, and it is sent again. `no use`: it was not processed, and
 * sending it again does not help. `unknown`: it was possibly processed. `timeout`: the same, and the
 * client's `timeout` ended it. `broken answer` and `empty answer`: the same, and the transport gave an
 * answer that breaks off, or has no body.
 */
export type Outcome =
  "not sent" | "no use" | "unknown" | "timeout" | "broken answer" | "empty answer" | "succeeds"

export interface Row {
  readonly group: Group
  readonly fault: string
  readonly all: Outcome
  readonly but?: Partial<Readonly<Record<TransportName, Outcome>>>
  /** How many claims reach the service, where it is neither none for what was not sent nor one. */
  readonly claims?: Partial<Readonly<Record<TransportName, number>>>
}

// Chromium tells only that a fetch failed; certificates and proxies included.
const browser = { Chromium: "unknown" } as const
const handshake = { Chromium: "unknown", Bun: "unknown" } as const

export const rows: ReadonlyArray<Row> = [
  { group: "direct", fault: "refused", all: "not sent", but: browser },
  { group: "direct", fault: "refused, over TLS", all: "not sent", but: browser },
  { group: "direct", fault: "refused at each address of a name", all: "not sent", but: browser },
  { group: "direct", fault: "no such name", all: "not sent", but: browser },
  { group: "direct", fault: "a certificate that is not trusted", all: "no use", but: browser },
  { group: "direct", fault: "no TLS on the other side", all: "no use", but: browser },
  { group: "direct", fault: "closed within the handshake", all: "not sent", but: handshake },
  {
    group: "direct",
    fault: "reset within the handshake",
    // `read ECONNRESET` does not tell what had been written
    all: "unknown",
    but: { Deno: "not sent" }
  },
  { group: "direct", fault: "reset on the request", all: "unknown" },
  { group: "direct", fault: "closed on the request", all: "unknown" },
  { group: "direct", fault: "reset within the head", all: "unknown" },
  {
    group: "direct",
    fault: "closed within the head",
    all: "unknown",
    // a head without its end is a head to it
    but: { Chromium: "empty answer" }
  },
  { group: "direct", fault: "reset within the body", all: "unknown" },
  { group: "direct", fault: "closed within the body", all: "unknown" },
  { group: "direct", fault: "an answer that is not HTTP", all: "unknown" },
  { group: "direct", fault: "no answer", all: "timeout" },
  {
    group: "direct",
    fault: "closed on the second request",
    all: "unknown",
    // a claim has a connection of its own in Deno; browsers send it again by themselves
    but: { Deno: "succeeds", Chromium: "succeeds" },
    claims: { Chromium: 2 }
  },

  {
    group: "proxied",
    fault: "refuse-403",
    all: "no use",
    // it has one text for all but 407
    but: { Deno: "not sent", ...browser }
  },
  {
    group: "proxied",
    fault: "refuse-407",
    all: "no use",
    // it asks its user for a password
    but: { Chromium: "timeout" }
  },
  { group: "proxied", fault: "refuse-502", all: "not sent", but: browser },
  { group: "proxied", fault: "refuse-503", all: "not sent", but: browser },
  { group: "proxied", fault: "refuse-504", all: "not sent", but: browser },
  {
    group: "proxied",
    fault: "proxy-closes",
    all: "not sent",
    // undici 7, which is in Node.js 24, asks the proxy again and again
    but: { "fetch of Node.js": "timeout", "undici 7": "timeout", Bun: "unknown", ...browser }
  },
  {
    group: "proxied",
    fault: "proxy-resets",
    all: "unknown",
    but: { Deno: "not sent" }
  },
  {
    group: "proxied",
    fault: "proxy-garbage",
    all: "unknown",
    but: { "node:http": "not sent", Deno: "not sent" }
  },
  { group: "proxied", fault: "tunnel-closes", all: "not sent", but: handshake },
  { group: "proxied", fault: "no proxy", all: "not sent", but: browser },

  {
    group: "http2",
    fault: "the stream is refused",
    all: "not sent",
    but: browser,
    // refused streams were not processed; all but undici 7 send them again by themselves
    claims: { "undici 7": 1, "undici 8": 2, Deno: 2, Chromium: 3 }
  },
  { group: "http2", fault: "the stream is cancelled", all: "unknown" },
  { group: "http2", fault: "the stream ends with an internal error", all: "unknown" },
  { group: "http2", fault: "the stream ends as too much", all: "unknown" },
  { group: "http2", fault: "the session ends before the stream", all: "unknown" },
  { group: "http2", fault: "the session ends with an error", all: "unknown" },
  { group: "http2", fault: "the session breaks off", all: "unknown" },
  { group: "http2", fault: "the stream ends within the body", all: "broken answer" }
]
