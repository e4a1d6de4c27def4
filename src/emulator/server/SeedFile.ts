/**
 * A `Seed` as a file says it.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import type { Seed } from "../Seed.ts"

const text = Schema.optionalKey(Schema.String)
const texts = Schema.Record(Schema.String, Schema.String)
const listOf = <S extends Schema.Constraint>(item: S) => Schema.optionalKey(Schema.Array(item))
const id = Schema.String.check(
  Schema.isPattern(/^\d{1,19}$/, { expected: "an id: digits, as a string" })
)

const vendor = Schema.Struct({
  vendorId: id,
  companyName: text,
  partnerId: Schema.optionalKey(id)
})

const customer = Schema.Struct({
  customerId: id,
  companyName: text,
  adminEmails: listOf(Schema.String),
  partnerId: Schema.optionalKey(id),
  vendorId: Schema.optionalKey(id),
  googleWorkspaceCustomerId: text,
  terms: Schema.optionalKey(Schema.Literals(["accepted", "notAccepted", "stale"]))
})

const configuration = Schema.Struct({
  customerId: id,
  configurationId: id,
  configuration: Schema.optionalKey(Schema.Record(Schema.String, Schema.Json))
})

const device = Schema.Struct({
  identifier: texts,
  customerId: id,
  partnerId: Schema.optionalKey(id),
  sectionType: Schema.optionalKey(
    Schema.Literals(["SECTION_TYPE_SIM_LOCK", "SECTION_TYPE_ZERO_TOUCH"])
  ),
  configurationId: Schema.optionalKey(id),
  additionalService: Schema.optionalKey(Schema.Literal("DEVICE_PROTECTION")),
  metadata: Schema.optionalKey(texts)
})

/** What `--seed` takes. */
export const SeedFile: Schema.Codec<Seed> = Schema.Struct({
  partners: listOf(id),
  vendors: listOf(vendor),
  customers: listOf(Schema.Union([id, customer])),
  configurations: listOf(configuration),
  devices: listOf(device)
})
