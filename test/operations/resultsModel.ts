/**
 * A service that drops, repeats and reorders the results of a batch, and echoes the requests fully,
 * partly, in other forms or not at all; and a judge of where the results were put. The judge compares
 * every result with every request, and shares nothing with what it judges.
 */
import type { DeviceIdentifier, DeviceResult, OperationPerDevice } from "effect-zero-touch"
import { CustomerId, DeviceId } from "effect-zero-touch"
import type { Dice } from "../../bench/fuzz/mutate.ts"

export type Request = NonNullable<OperationPerDevice["claim"]> &
  NonNullable<OperationPerDevice["unclaim"]> & { readonly row: number }

export interface Batch {
  readonly requests: ReadonlyArray<Request>
  readonly entries: ReadonlyArray<OperationPerDevice>
  /** Which request each entry is really about. */
  readonly truth: ReadonlyArray<number>
  readonly isFaithful: boolean
}

const pick = <A>(dice: Dice, list: ReadonlyArray<A>): A => {
  const item = list[dice(list.length)]
  if (item === undefined) throw new Error("nothing to pick from")
  return item
}

const hardware: ReadonlyArray<DeviceIdentifier> = [
  { imei: "490154203237518", imei2: "356938035643809" },
  { imei: "001017000000011" },
  { meid: "A10000009296F0" },
  { meid: "a1000000a2b3c4", meid2: "A1000000D5E6F7" },
  { imei: "001017000000029", serialNumber: "S1", manufacturer: "Zebra", model: "ET" },
  { serialNumber: "S1", manufacturer: "Zebra", model: "TC" },
  { serialNumber: "S1", manufacturer: "Other", model: "TC" },
  { serialNumber: "C1", model: "Book", chromeOsAttestedDeviceId: "a1" }
]

/** The same device, in another form that means the same. */
const inOtherForm = (dice: Dice, identifier: DeviceIdentifier): DeviceIdentifier => {
  const { imei, imei2, meid, meid2, ...rest } = identifier
  const turn = dice(2) === 0
  const form = (text: string | undefined) =>
    text === undefined
      ? undefined
      : pick(dice, [text.toLowerCase(), text.toUpperCase(), `${text}0`.slice(0, 15)])
  const slots = {
    imei: turn && imei2 !== undefined ? imei2 : imei,
    imei2: turn && imei2 !== undefined ? imei : imei2,
    meid: form(turn && meid2 !== undefined ? meid2 : meid),
    meid2: form(turn && meid2 !== undefined ? meid : meid2)
  }
  return { ...rest, ...present(slots) }
}

const present = <A extends object>(fields: A) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))

/** As of a device with one SIM slot, or with a serial number alone. */
const firstSlots = ({ imei, meid, serialNumber }: DeviceIdentifier): DeviceIdentifier =>
  present({ imei, meid, serialNumber })

/** Some of the fields of an object. */
const some = (dice: Dice, fields: object) =>
  Object.fromEntries(Object.entries(fields).filter(() => dice(3) > 0))

const ordered = ["claim", "unclaim", "updateMetadata"] as const

export const batchOf = (dice: Dice): Batch => {
  const kind = pick(dice, ordered)
  const few = 1 + dice(hardware.length)
  const devices = Array.from({ length: 1 + dice(6) }, () => dice(few))
  const sections = ["SECTION_TYPE_ZERO_TOUCH", "SECTION_TYPE_SIM_LOCK"].slice(dice(2))
  const requests = devices.map((device, row): Request => {
    const identifier = inOtherForm(dice, hardware[device] ?? {})
    const byRecord = kind !== "claim" && dice(3) === 0
    const owner = pick(dice, [
      { customerId: CustomerId.from(1) },
      { customerId: CustomerId.from(2) },
      { googleWorkspaceCustomerId: "C1" }
    ])
    return {
      row,
      ...(byRecord
        ? { deviceId: DeviceId.from(device + 1) }
        : { deviceIdentifier: dice(4) === 0 ? firstSlots(identifier) : identifier }),
      ...(kind === "updateMetadata" ? {} : { sectionType: pick(dice, sections) }),
      ...(kind === "claim" ? owner : {})
    }
  })

  const isFaithful = dice(4) === 0
  const rows = requests.map(({ row }) => row)
  let truth = rows.flatMap((row) => {
    if (dice(5) === 0) return []
    return !isFaithful && dice(6) === 0 ? [row, row] : [row]
  })
  if (dice(4) === 0) truth = truth.toReversed()
  if (dice(4) === 0) truth = truth.toSorted(() => dice(3) - 1)
  // as many results as requests, though some are repeated and others are dropped
  if (!isFaithful && dice(2) === 0) truth = rows.map((row) => truth[row] ?? pick(dice, rows))

  const styles = ["full", "none", "partly", "form", "identifier", "more", "other"] as const
  const usual = pick(dice, styles)
  const entries = truth.map((row): OperationPerDevice => {
    const { row: _, ...request } = requests[row] ?? { row }
    const device = devices[row] ?? 0
    const known = hardware[device] ?? {}
    const style = isFaithful ? "full" : dice(3) === 0 ? pick(dice, styles) : usual
    const { deviceIdentifier, ...others } = request
    const echo = {
      full: request,
      none: undefined,
      partly: some(dice, {
        ...others,
        ...(deviceIdentifier && { deviceIdentifier: some(dice, deviceIdentifier) })
      }),
      form: {
        ...others,
        ...(deviceIdentifier && { deviceIdentifier: inOtherForm(dice, deviceIdentifier) })
      },
      identifier: { ...some(dice, { ...others, deviceId: undefined }), deviceIdentifier: known },
      more: { ...request, deviceId: DeviceId.from(device + 1), deviceIdentifier: known },
      other: { ...others, deviceIdentifier: pick(dice, hardware) }
    }[style]
    const result = dice(4) === 0 ? { deviceId: DeviceId.from(device + 1) } : {}
    return { result, ...(echo && { [kind]: present(echo) }) }
  })
  return { requests, entries, truth, isFaithful }
}

type Statements = ReadonlyMap<string, ReadonlySet<string>>

const echoOf = ({ claim, unclaim, updateMetadata }: OperationPerDevice): Partial<Request> => ({
  ...claim,
  ...unclaim,
  ...updateMetadata
})

/** What is said by a request or an echo; what is not said is not there. */
const statements = (all: Partial<Request>, record?: string): Statements => {
  const said = new Map<string, Set<string>>()
  const add = (what: string, ...texts: ReadonlyArray<string | undefined>) => {
    for (const text of texts) {
      if (text !== undefined) said.set(what, (said.get(what) ?? new Set()).add(text.toUpperCase()))
    }
  }
  const of = all.deviceIdentifier ?? {}
  add("device record", all.deviceId ?? record)
  add("device imei", of.imei, of.imei2)
  add("device meid", of.meid?.slice(0, 14), of.meid2?.slice(0, 14))
  add("device serial", of.serialNumber)
  add("device attested", of.chromeOsAttestedDeviceId)
  if (of.serialNumber !== undefined) add("manufacturer", of.manufacturer)
  if (of.serialNumber !== undefined) add("model", of.model)
  add("section", all.sectionType)
  add("customer", all.customerId)
  add("workspace", all.googleWorkspaceCustomerId)
  return said
}

interface Comparison {
  /** They name the same device, and nothing that both say differs. */
  readonly names: boolean
  /** Nothing that both say differs, but they have no kind of identifier in common. */
  readonly isOpen: boolean
}

const compare = (result: Statements, request: Statements): Comparison => {
  let isComparable = false
  for (const [what, texts] of result) {
    const others = request.get(what)
    if (others === undefined) continue
    if (![...texts].some((text) => others.has(text))) return { names: false, isOpen: false }
    isComparable ||= what.startsWith("device")
  }
  return { names: isComparable, isOpen: !isComparable }
}

const keyOf = (said: Statements): string =>
  [...said].map(([what, texts]) => `${what} ${[...texts].toSorted().join(" ")}`).join("; ")

/**
 * What is wrong with where the results are. `placed` has, for each output, which request and which
 * entry are together in it.
 */
export const problemOf = (
  { entries, isFaithful, requests, truth }: Batch,
  placed: ReadonlyArray<{ readonly row: number | undefined; readonly entry: number | undefined }>
): string | undefined => {
  const rows = placed.map(({ row }) => row)
  const expected = [...requests.keys(), ...rows.slice(requests.length).map(() => undefined)]
  if (String(rows) !== String(expected)) return "the requests are not each there, once, in order"
  const used = placed.flatMap(({ entry }) => (entry === undefined ? [] : [entry]))
  if (String(used.toSorted((a, b) => a - b)) !== String([...entries.keys()])) {
    return "the results are not each there, once"
  }

  const asked = requests.map((request) => statements(request))
  const keys = asked.map(keyOf)
  const said = entries.map((entry) => statements(echoOf(entry), entry.result?.deviceId))
  const compared = said.map((result) => asked.map((request) => compare(result, request)))
  const isEven = requests.length === entries.length
  const rowOf = new Map(placed.map(({ entry, row }) => [entry, row]))
  const isTaken = (row: number) => placed[row]?.entry !== undefined
  /** For each result, the requests that its echo names: those that it copies, or else all it fits. */
  const named = entries.map((result, entry) => {
    const copy = keyOf(statements(echoOf(result)))
    const copied = [...asked.keys()].filter(
      (row) => keys[row] === copy && compared[entry]?.[row]?.names
    )
    return copied.length > 0
      ? copied
      : [...asked.keys()].filter((row) => compared[entry]?.[row]?.names)
  })
  const kindsOf = (entry: number) => new Set(named[entry]?.map((row) => keys[row])).size

  for (const entry of entries.keys()) {
    const row = rowOf.get(entry)
    const own = compared[entry]?.[entry]
    const names = named[entry] ?? []
    if (row !== undefined) {
      const bare = names.length === 0 && isEven && row === entry && own?.isOpen === true
      if (!names.includes(row) && !bare) return `result ${entry} has no business at request ${row}`
      continue
    }
    if (kindsOf(entry) === 1 && !names.every(isTaken)) return `result ${entry} lost its request`
    const isByPosition = names.length === 0 ? own?.isOpen : names.includes(entry)
    if (isEven && kindsOf(entry) !== 1 && isByPosition === true && !isTaken(entry)) {
      return `result ${entry} lost its position`
    }
  }

  for (const [later, key] of keys.entries()) {
    const earlier = keys.indexOf(key)
    const [first, second] = [placed[earlier]?.entry, placed[later]?.entry]
    if (earlier === later || second === undefined || kindsOf(second) !== 1) continue
    if (first === undefined || (kindsOf(first) === 1 && first > second)) {
      return `requests ${earlier} and ${later} say the same, and have results out of order`
    }
  }

  if (isFaithful) {
    for (const [row, key] of keys.entries()) {
      if (keys.filter((other) => other === key).length > 1) continue
      const entry = truth.indexOf(row)
      if (placed[row]?.entry !== (entry < 0 ? undefined : entry)) {
        return `request ${row} does not have the result that is its own`
      }
    }
  }
  return undefined
}

const mark = "RESULT_"

/** The entries, each with a status of its own, so that it is known again. */
export const marked = (entries: ReadonlyArray<OperationPerDevice>) =>
  entries.map((entry, index) => ({ ...entry, result: { ...entry.result, status: mark + index } }))

/** Which request and which entry are together in each output. */
export const pairsOf = (results: ReadonlyArray<DeviceResult<Request>>) =>
  results.map((result) => ({
    row: result.request?.row,
    entry: result._tag === "DeviceFailed" ? Number(result.status.slice(mark.length)) : undefined
  }))
