/**
 * The configurations of customers, and the device policy controllers (DPCs) to choose from.
 *
 * @since 0.1.0
 */
import type { JsonObject } from "./Json.ts"

/** A configuration, as the API's `Configuration` has it. */
export interface ConfigurationRecord extends JsonObject {
  readonly name: string
  readonly configurationId: string
}

/** All configurations. */
export interface Configurations {
  readonly get: (customerId: string, id: string) => ConfigurationRecord | undefined
  readonly of: (customerId: string) => ReadonlyArray<ConfigurationRecord>
  /** The id of the one that new devices get. */
  readonly defaultOf: (customerId: string) => string | undefined
  /** Keeps one, in place of what is there. Without an id it is new. */
  readonly put: (customerId: string, fields: JsonObject, id?: string) => ConfigurationRecord
  readonly remove: (customerId: string, id: string) => void
  readonly all: () => ReadonlyArray<ConfigurationRecord>
}

/** The first id that is given to a configuration. */
const firstConfigurationId = 3_000_000_001n

/** No configurations yet. */
export const make = (): Configurations => {
  const byCustomer = new Map<string, Map<string, ConfigurationRecord>>()
  let nextId = firstConfigurationId

  const of = (customerId: string) => [...(byCustomer.get(customerId)?.values() ?? [])]

  return {
    get: (customerId, id) => byCustomer.get(customerId)?.get(id),
    of,
    defaultOf: (customerId) => of(customerId).find((_) => _["isDefault"] === true)?.configurationId,
    put: (customerId, fields, given) => {
      const own = byCustomer.get(customerId) ?? new Map<string, ConfigurationRecord>()
      byCustomer.set(customerId, own)
      // There is one default at most: the new one takes the place of the old one.
      if (fields["isDefault"] === true) {
        for (const { isDefault: _, ...other } of own.values()) own.set(other.configurationId, other)
      }
      while (own.has(String(nextId))) nextId += 1n
      const id = given ?? String(nextId)
      const name = `customers/${customerId}/configurations/${id}`
      const record = { ...fields, name, configurationId: id }
      own.set(id, record)
      return record
    },
    remove: (customerId, id) => {
      byCustomer.get(customerId)?.delete(id)
    },
    all: () => [...byCustomer.values()].flatMap((own) => [...own.values()])
  }
}

/** A device policy controller, by the last part of its name. */
export interface Dpc {
  readonly id: string
  readonly packageName: string
  readonly dpcName: string
}

/** The DPCs that every customer may choose. */
export const dpcs: ReadonlyArray<Dpc> = [
  {
    id: "android-device-policy",
    packageName: "com.google.android.apps.work.clouddpc",
    dpcName: "Android Device Policy"
  },
  { id: "test-dpc", packageName: "com.afwsamples.testdpc", dpcName: "Test DPC" },
  { id: "example-mdm", packageName: "com.example.mdm", dpcName: "Example MDM" }
]
