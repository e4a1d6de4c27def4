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

// 1.2.840.10045.4.3.2, ECDSA with SHA-256, which every transport knows; 2.5.4.3, a common name; and
// 2.5.29.17, another name of the subject
const ecdsa = sequence(der(0x06, Buffer.from([0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02])))
const commonName = der(0x06, Buffer.from([0x55, 0x04, 0x03]))
const otherName = der(0x06, Buffer.from([0x55, 0x1d, 0x11]))
const loopback = der(0x87, Buffer.from([127, 0, 0, 1]))

/** The key and the certificate of a server, as PEM. */
export const selfSigned = (): { readonly key: string; readonly cert: string } => {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" })
  const name = sequence(der(0x31, sequence(commonName, der(0x0c, Buffer.from("nobody.invalid")))))
  const content = sequence(
    // version 3
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1])),
    ecdsa,
    name,
    sequence(utcTime("200101000000Z"), utcTime("491231235959Z")),
    name,
    publicKey.export({ type: "spki", format: "der" }),
    der(0xa3, sequence(sequence(otherName, der(0x04, sequence(loopback)))))
  )
  const certificate = sequence(content, ecdsa, bits(sign("sha256", content, privateKey)))
  const lines = (certificate.toString("base64").match(/.{1,64}/g) ?? []).join("\n")
  return {
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`
  }
}
