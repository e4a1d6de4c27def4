import * as Hash from "effect/Hash"

const int64Fields: ReadonlySet<string> = new Set([
  "companyId",
  "configurationId",
  "customerId",
  "deviceId",
  "limit",
  "ownerCompanyId",
  "partnerId",
  "resellerId",
  "simlockProfileId",
  "vendorId"
])

const digits = (text: unknown) => String(Hash.hash(text))

/**
 * JSON of a message that was made up from its schema, as a service would send it: an int64 is any text
 * to the schema, and digits on the wire.
 */
export const onTheWire = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value), (key, field: unknown) => {
    if (!int64Fields.has(key)) return field
    return Array.isArray(field) ? field.map(digits) : digits(field)
  })
