/**
 * Brings the results of a batch to the requests that they belong to. The service keeps the order of
 * the requests, and repeats each request beside its result: the echo. Neither can be relied on alone,
 * since the service drops what it cannot parse, and since a batch may name one device several times.
 */
import { normalMeid } from "../model/internal/names.ts"
import type { DeviceIdentifier } from "../model/DeviceIdentifier.ts"
import type { OperationPerDevice } from "../model/DevicesOperation.ts"

/** What tells one request from another: its device, then its section, then its customer. */
export interface DeviceReference {
  readonly deviceIdentifier?: DeviceIdentifier
  readonly deviceId?: string
  readonly sectionType?: string
  readonly customerId?: string
  readonly googleWorkspaceCustomerId?: string
}

/** The echo of a result, if there is any. */
export const echoOf = (device: OperationPerDevice | undefined): DeviceReference | undefined =>
  device?.claim ?? device?.unclaim ?? device?.updateMetadata

/**
 * Pairs each request with its result, in the order of the requests. Results without a request come
 * last. The time is linear, whatever the requests and results are.
 *
 * - A result belongs to the request that its echo names, wherever it stands: the one that it copies
 *   exactly, or else the only one that it fits.
 * - With as many results as requests, the position decides what the echo leaves open: it names no
 *   request, and cannot be compared with the device of the request at its position; or it fits several
 *   requests, and the one at its position is among them.
 * - No result is at a request that its echo contradicts.
 */
export const align = <R extends DeviceReference>(
  requests: ReadonlyArray<R>,
  devices: ReadonlyArray<OperationPerDevice>
): ReadonlyArray<readonly [R | undefined, OperationPerDevice | undefined]> => {
  // the ordinary response, at a fraction of the cost
  if (requests.length === devices.length && devices.every(isCopyOf(requests))) {
    return requests.map((request, index) => [request, devices[index]])
  }
  const found = devices.map(finder(requests))
  const placed = new Map<number, OperationPerDevice>()
  const alone: Array<OperationPerDevice> = []
  devices.forEach((device, position) => {
    const index = found[position]
    if (typeof index === "number") placed.set(index, device)
  })
  devices.forEach((device, position) => {
    const outcome = found[position]
    if (typeof outcome === "number") return
    const isFree = requests.length === devices.length && !placed.has(position)
    const needed = outcome === "none" ? "unrelated" : outcome === "several" ? "agree" : undefined
    if (isFree && relationOf(factsOf(requests[position]), allFactsOf(device)) === needed) {
      placed.set(position, device)
    } else alone.push(device)
  })
  return [
    ...requests.map((request, index) => [request, placed.get(index)] as const),
    ...alone.map((device) => [undefined, device] as const)
  ]
}

/** Whether the echo of the result at a position says the very same as the request there. */
const isCopyOf =
  (requests: ReadonlyArray<DeviceReference>) =>
  (device: OperationPerDevice, position: number): boolean => {
    const request = factsOf(requests[position])
    return factsOf(echoOf(device)).every((fact, index) => fact === request[index])
  }

/** Requests that say the very same. Their results come in their order. */
interface Group {
  readonly indexes: Array<number>
  /** How many of them have their result. */
  taken: number
}

/**
 * Where the echo of a result leads: to the index of a request; or the echo fits no request, or several
 * that differ, or it names one that has its result already.
 */
type Found = number | "none" | "several" | "repeated"

/**
 * An echo that is no exact copy of a request is compared with the requests that share an identifier
 * with it: in two sections, or for a few customers. Where they are more than this, it fits several.
 */
const mostCompared = 16

/** Finds the request that the echo of a result names. To be called once for each result, in order. */
const finder = (
  requests: ReadonlyArray<DeviceReference>
): ((device: OperationPerDevice) => Found) => {
  const groups = new Map<string, Group>()
  for (const [index, request] of requests.entries()) {
    const key = keyOf(factsOf(request))
    const group = groups.get(key)
    if (group === undefined) groups.set(key, { indexes: [index], taken: 0 })
    else group.indexes.push(index)
  }
  // a request that names no device has a position, and nothing else
  for (const key of groups.keys()) if (key.startsWith("\n".repeat(firstDetail))) groups.delete(key)

  const byName = once(() => {
    const sharing = new Map<string, Array<readonly [Facts, Group]>>()
    for (const group of groups.values()) {
      const facts = factsOf(requests[group.indexes[0] ?? 0])
      for (const name of namesOf(facts)) {
        const others = sharing.get(name)
        if (others === undefined) sharing.set(name, [[facts, group]])
        else others.push([facts, group])
      }
    }
    return sharing
  })

  const fitting = (facts: Facts): Group | "none" | "several" => {
    const fit = new Set<Group>()
    for (const name of namesOf(facts)) {
      const sharing = byName().get(name) ?? []
      if (sharing.length > mostCompared) return "several"
      for (const [other, group] of sharing) if (relationOf(other, facts) === "agree") fit.add(group)
    }
    const [group] = fit
    return group === undefined ? "none" : fit.size > 1 ? "several" : group
  }

  return (device) => {
    const group = groups.get(keyOf(factsOf(echoOf(device)))) ?? fitting(allFactsOf(device))
    return typeof group === "string" ? group : (group.indexes[group.taken++] ?? "repeated")
  }
}

const once = <A>(make: () => A): (() => A) => {
  let made: A | undefined
  return () => (made ??= make())
}

/**
 * What a request or an echo says, in the form in which it is compared: always the same number of
 * texts, each empty where nothing is said. First what identifies the device, then what has to be
 * equal besides.
 */
type Facts = ReadonlyArray<string>

const factsOf = (reference: DeviceReference | undefined): Facts => {
  const { customerId, deviceId, googleWorkspaceCustomerId, sectionType } = reference ?? {}
  const identifier = reference?.deviceIdentifier ?? {}
  const [imei, imei2] = [text(identifier.imei), text(identifier.imei2)]
  const [meid, meid2] = [meidOf(identifier.meid), meidOf(identifier.meid2)]
  const serial = text(identifier.serialNumber)
  return [
    id(deviceId),
    // which of the two SIM slots has which does not matter
    imei < imei2 ? imei : imei2,
    imei < imei2 ? imei2 : imei,
    meid < meid2 ? meid : meid2,
    meid < meid2 ? meid2 : meid,
    serial,
    text(identifier.chromeOsAttestedDeviceId),
    // a serial number may be given again for another model
    serial === "" ? "" : text(identifier.manufacturer),
    serial === "" ? "" : text(identifier.model),
    section(sectionType),
    id(customerId),
    plain(googleWorkspaceCustomerId)
  ]
}

/** The kinds of identifiers: where each begins in the facts, and where it ends. */
const kinds = [
  [0, 1],
  [1, 3],
  [3, 5],
  [5, 6],
  [6, 7]
] as const
const firstDetail = 7

/** The identifiers of a kind. */
const ofKind = (facts: Facts, [begin, end]: (typeof kinds)[number]): ReadonlyArray<string> =>
  facts.slice(begin, end).filter((name) => name !== "")

/** With the record of the device, which the result of a success names even where the echo does not. */
const allFactsOf = (device: OperationPerDevice): Facts => {
  const echo = echoOf(device)
  const deviceId = echo?.deviceId ?? device.result?.deviceId
  return factsOf(deviceId === undefined ? echo : { ...echo, deviceId })
}

/** All that the facts say, in one text. */
const keyOf = (facts: Facts): string => facts.join("\n")

/** Each identifier, with its kind. */
const namesOf = (facts: Facts): ReadonlyArray<string> =>
  kinds.flatMap((kind) => ofKind(facts, kind).map((name) => `${kind[0]} ${name}`))

/**
 * Two that agree identify the same device, in every kind of identifier that both have. Two that are
 * unrelated have no kind in common.
 */
const relationOf = (one: Facts, other: Facts): "agree" | "unrelated" | "contradict" => {
  for (let index = firstDetail; index < one.length; index++) {
    const [detail, another] = [one[index], other[index]]
    if (detail !== "" && another !== "" && detail !== another) return "contradict"
  }
  let relation: "agree" | "unrelated" = "unrelated"
  for (const kind of kinds) {
    const [names, others] = [ofKind(one, kind), ofKind(other, kind)]
    if (names.length === 0 || others.length === 0) continue
    if (!names.some((name) => others.includes(name))) return "contradict"
    relation = "agree"
  }
  return relation
}

/** The service compares hardware identifiers without regard to case. */
const text = (value: string | undefined): string => plain(value).toLowerCase()

/** Callers without types may give numbers, and `null` for what is absent. */
const plain = (value: string | undefined): string => String(value ?? "")

const meidOf = (value: string | undefined): string =>
  value === undefined ? "" : normalMeid(plain(value))

/** On the wire, 0 is an absent id. */
const id = (value: string | undefined): string => plain(value).replace(/^0$/, "")

/** A section that came as a number cannot be compared: which number means which is not published. */
const section = (value: string | undefined): string =>
  plain(value).replace(/^(SECTION_TYPE_UNSPECIFIED|\d+)$/, "")
