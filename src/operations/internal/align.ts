/**
 * Brings requests and results together when the service dropped some of the requests.
 */
import type { DeviceIdentifier } from "../../model/DeviceIdentifier.ts"

/** What names a device in a request. */
export interface DeviceReference {
  readonly deviceIdentifier?: DeviceIdentifier
  readonly deviceId?: string
}

/**
 * Pairs requests with results. With as many of one as of the other, they pair by index: the service
 * keeps the order. Otherwise a result pairs with the next request of the same device; what finds no
 * partner stays alone, results without a request coming last.
 */
export const align = <R extends DeviceReference, D>(
  requests: ReadonlyArray<R>,
  results: ReadonlyArray<D>,
  referenceOf: (result: D) => DeviceReference | undefined
): ReadonlyArray<readonly [R | undefined, D | undefined]> => {
  if (requests.length === results.length) {
    return requests.map((request, index) => [request, results[index]])
  }
  const waiting = new Map<string, Array<number>>()
  requests.forEach((request, index) => {
    for (const key of keysOf(request)) {
      const queue = waiting.get(key)
      if (queue === undefined) waiting.set(key, [index])
      else queue.push(index)
    }
  })
  const taken = new Map<number, D>()
  const alone: Array<D> = []
  for (const result of results) {
    const index = keysOf(referenceOf(result))
      .flatMap((key) => waiting.get(key) ?? [])
      .find((candidate) => !taken.has(candidate))
    if (index === undefined) alone.push(result)
    else taken.set(index, result)
  }
  return [
    ...requests.map((request, index) => [request, taken.get(index)] as const),
    ...alone.map((result) => [undefined, result] as const)
  ]
}

const keysOf = (reference: DeviceReference | undefined): ReadonlyArray<string> => {
  if (reference === undefined) return []
  const { deviceId, deviceIdentifier } = reference
  const { imei, meid, serialNumber, manufacturer, model } = deviceIdentifier ?? {}
  return [
    ...(deviceId === undefined ? [] : [`id ${deviceId}`]),
    ...(imei === undefined ? [] : [`imei ${imei}`]),
    ...(meid === undefined ? [] : [`meid ${meid.toLowerCase()}`]),
    ...(serialNumber === undefined ? [] : [JSON.stringify([manufacturer, model, serialNumber])])
  ]
}
