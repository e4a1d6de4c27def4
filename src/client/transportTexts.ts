/**
 * What transports tell by a text alone. Each row means that the service did not process the request:
 * there was no connection to it, or it refused the request unread. A text that is not here is unknown,
 * and the request then counts as possibly processed.
 */

/** A known text. */
export interface TransportText {
  /** Whose text it is, and when it comes. */
  readonly when: string
  readonly text: RegExp
  /** The code that Node.js gives for the same. */
  readonly code?: string
  /** The HTTP status with which a proxy refused, where it is not the group `status` of the text. */
  readonly proxyStatus?: number
}

/** Deno prints the URL, and where its HTTP client stood. */
const denoConnecting = (rest: string): RegExp =>
  new RegExp(`^error sending request for url \\(\\S+\\): client error \\(Connect\\): ${rest}`)

/** The first row that fits decides. */
export const transportTexts: ReadonlyArray<TransportText> = [
  {
    when: "undici and fetch of Node.js: a proxy refused the tunnel",
    text: /^Proxy response \((?<status>\d{3})\) !== 200 when HTTP Tunneling$/
  },
  {
    when: "undici: a proxy refused a request over plain http",
    text: /^Proxy Authentication Required \(407\)$/,
    proxyStatus: 407
  },
  {
    when: "Node.js: the connection broke within the TLS handshake",
    text: /before secure TLS connection was established/
  },
  {
    when: "Node.js, HTTP/2: the stream was refused",
    text: /^Stream closed with error code NGHTTP2_REFUSED_STREAM$/
  },
  {
    when: "Bun: no TLS on the other side",
    text: /^(EPROTO: )?The TLS handshake failed\./,
    code: "ERR_SSL_WRONG_VERSION_NUMBER"
  },
  {
    when: "Deno: refused",
    text: denoConnecting("tcp connect error: Connection refused"),
    code: "ECONNREFUSED"
  },
  {
    when: "Deno: no such name",
    text: denoConnecting("dns error: .*Name or service not known"),
    code: "ENOTFOUND"
  },
  {
    when: "Deno: the certificate is not trusted",
    text: denoConnecting("invalid peer certificate"),
    code: "CERT_REJECTED"
  },
  {
    when: "Deno: no TLS on the other side",
    text: denoConnecting("received corrupt message"),
    code: "ERR_SSL_WRONG_VERSION_NUMBER"
  },
  {
    when: "Deno: a proxy refused the tunnel for lack of a password",
    text: denoConnecting("proxy authentication required"),
    proxyStatus: 407
  },
  {
    when: "Deno: anything else before the connection was there",
    text: denoConnecting("")
  },
  {
    when: "Deno, HTTP/2: the stream was refused",
    text: /^stream error received: refused stream before processing any application logic$/
  }
]
