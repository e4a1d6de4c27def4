/**
 * What a soak does, worked out from its seed alone, so that each side knows it without the other.
 */
import { CustomerId } from "../../src/model/Ids.ts"
import type { PartnerClaimInput } from "../../src/model/PartnerClaim.ts"

/** A number from 0 to 1 that is always the same for the same parts. */
export const chance = (...parts: ReadonlyArray<string | number>): number => {
  let hash = 0x811c9dc5
  for (const char of parts.join("\n")) {
    hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193)
  }
  // FNV alone leaves neighbours close together: mix as murmur does.
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32
}

/** Takes one of several things, each with a weight. */
export const choose = <A>(
  at: number,
  things: ReadonlyArray<readonly [weight: number, thing: A]>
): A => {
  const total = things.reduce((sum, [weight]) => sum + weight, 0)
  let rest = at * total
  for (const [weight, thing] of things) {
    rest -= weight
    if (rest < 0) return thing
  }
  const [, last] = things[things.length - 1] ?? []
  if (last === undefined) throw new Error("nothing to choose from")
  return last
}

/** An operation, and how it must end. */
export interface Planned {
  readonly index: number
  /** It starts with a claim, or is under way already. */
  readonly kind: "claim" | "Succeeded" | "OperationFailed" | "OperationWithoutResult" | "ApiError"
  /** Of a claim: which of its devices can be claimed. */
  readonly devices: ReadonlyArray<boolean>
  /** Of one under way: how many polls find it running. */
  readonly running: number
}

export const planOf = (seed: number, index: number): Planned => {
  const roll = (what: string) => chance(seed, index, what)
  return {
    index,
    kind: choose<Planned["kind"]>(roll("kind"), [
      [50, "claim"],
      [35, "Succeeded"],
      [6, "OperationFailed"],
      [5, "OperationWithoutResult"],
      [4, "ApiError"]
    ]),
    devices: Array.from(
      { length: 1 + Math.floor(5 * roll("devices")) },
      (_, device) => roll(`device ${device}`) < 0.8
    ),
    running: Math.floor(4 * roll("running"))
  }
}

/** The name of an operation that is under way. */
export const nameOf = ({ index }: Planned): string => `operations/soak/${index}`

export const partnerId = "10000001"
export const customerId = "20000001"

/** An IMEI with its check digit. */
const imei = (serial: number): string => {
  const digits = String(35_000_000_000_000 + serial)
  let sum = 0
  for (const [at, digit] of [...digits].entries()) {
    const value = at % 2 === 1 ? 2 * Number(digit) : Number(digit)
    sum += value > 9 ? value - 9 : value
  }
  return `${digits}${(10 - (sum % 10)) % 10}`
}

/** The claims of an operation. One that cannot be is for a customer that does not exist. */
export const claimsOf = ({ devices, index }: Planned): ReadonlyArray<PartnerClaimInput> =>
  devices.map((possible, device) => ({
    customerId: CustomerId.from(possible ? customerId : "29999999"),
    sectionType: "SECTION_TYPE_ZERO_TOUCH",
    deviceIdentifier: { imei: imei(index * 10 + device), manufacturer: "Google" },
    deviceMetadata: { entries: { ordernumber: String(index) } }
  }))

/** Which operation a claim on the wire is of. */
export const indexOfClaim = (text: string): number | undefined => {
  const found = /"ordernumber":"(\d+)"/.exec(text)?.[1]
  return found === undefined ? undefined : Number(found)
}
