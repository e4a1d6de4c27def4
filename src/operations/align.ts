/**
 * Brings requests and results together when the service dropped some of the requests.
 */
import type { DeviceIdentifier } from "../model/DeviceIdentifier.ts"

/** What names a device in a request. */
export interface DeviceReference {
  readonly deviceIdentifier?: DeviceIdentifier
  readonly deviceId?: string
  /** The section, as a device may be in one batch for each. */
  readonly sectionType?: string
}

/**
 * Pairs requests with results. With as many of one as of the other, they pair by index: the service
 * keeps the order. Otherwise a result pairs with the next request of the same device in the same
 * section, if that is said; what finds no partner stays alone, results without a request coming last.
 */
export const align = <R extends DeviceReference, D>(
  requests: ReadonlyArray<R>,
  results: ReadonlyArray<D>,
  referenceOf: (result: D) => DeviceReference | undefined
): ReadonlyArray<readonly [R | undefined, D | undefined]> => {
  if (requests.length === results.length) {
    return requests.map((request, index) => [request, results[index]])
  }
  /** The requests that name a device by a key, of which the first `next` are taken. */
  const waiting = new Map<string, { readonly indexes: Array<number>; next: number }>()
  requests.forEach((request, index) => {
    for (const key of [...keysOf(request), ...keysOf(request, anySection)]) {
      const queue = waiting.get(key)
      if (queue === undefined) waiting.set(key, { indexes: [index], next: 0 })
      else queue.indexes.push(index)
    }
  })
  const taken = new Map<number, D>()
  const firstOf = (key: string): number | undefined => {
    const queue = waiting.get(key)
    if (queue === undefined) return undefined
    // a request may have been taken by another of its keys
    while (taken.has(queue.indexes[queue.next] ?? -1)) queue.next++
    return queue.indexes[queue.next]
  }
  const alone: Array<D> = []
  for (const result of results) {
    const reference = referenceOf(result)
    // of a device in two sections, each result has the request of its own
    const section = sectionOf(reference)
    const index = [section, section === none ? anySection : none]
      .flatMap((section) => keysOf(reference, section).map(firstOf))
      .find((candidate) => candidate !== undefined)
    if (index === undefined) alone.push(result)
    else taken.set(index, result)
  }
  return [
    ...requests.map((request, index) => [request, taken.get(index)] as const),
    ...alone.map((result) => [undefined, result] as const)
  ]
}

const none = "none"
const anySection = "any"

const sectionOf = (reference: DeviceReference | undefined): string => {
  const { sectionType = "SECTION_TYPE_UNSPECIFIED" } = reference ?? {}
  return sectionType === "SECTION_TYPE_UNSPECIFIED" ? none : sectionType
}

const keysOf = (
  reference: DeviceReference | undefined,
  section = sectionOf(reference)
): ReadonlyArray<string> => {
  if (reference === undefined) return []
  const { deviceId, deviceIdentifier } = reference
  const { imei, meid, serialNumber, manufacturer, model } = deviceIdentifier ?? {}
  return [
    ...(deviceId === undefined ? [] : [`id ${deviceId}`]),
    ...(imei === undefined ? [] : [`imei ${imei}`]),
    ...(meid === undefined ? [] : [`meid ${meid.toLowerCase()}`]),
    ...(serialNumber === undefined ? [] : [JSON.stringify([manufacturer, model, serialNumber])])
  ].map((key) => `${section} ${key}`)
}
