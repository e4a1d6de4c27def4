/**
 * A certificate that nobody vouches for, made anew for each run: no key lies about in the
 * repository. It is the least of X.509 that a TLS server can show, written in DER by hand.
 */
import { generateKeyPairSync, sign } from "node:crypto"

const der = (tag: number, ...parts: ReadonlyArray<Uint8Array>): Buffer => {
  const body = Buffer.concat(parts)
  const { length } = body
  const head =
    length < 0x80
      ? [tag, length]
      : length < 0x100
        ? [tag, 0x81, length]
        : [tag, 0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from(head), body])
}

const sequence = (...parts: ReadonlyArray<Uint8Array>) => der(0x30, ...parts)
const bits = (bytes: Uint8Array) => der(0x03, Buffer.from([0]), bytes)
const utcTime = (text: string) => der(0x17, Buffer.from(text))

// 1.3.101.112, Ed25519, and 2.5.4.3, a common name
const ed25519 = sequence(der(0x06, Buffer.from([0x2b, 0x65, 0x70])))
const commonName = der(0x06, Buffer.from([0x55, 0x04, 0x03]))

/** The key and the certificate of a server, as PEM. */
export const selfSigned = (): { readonly key: string; readonly cert: string } => {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519")
  const name = sequence(der(0x31, sequence(commonName, der(0x0c, Buffer.from("nobody.invalid")))))
  const content = sequence(
    der(0x02, Buffer.from([1])),
    ed25519,
    name,
    sequence(utcTime("200101000000Z"), utcTime("491231235959Z")),
    name,
    publicKey.export({ type: "spki", format: "der" })
  )
  const certificate = sequence(content, ed25519, bits(sign(null, content, privateKey)))
  const lines = certificate.toString("base64").replaceAll(/.{64}/g, "$&\n")
  return {
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`
  }
}
