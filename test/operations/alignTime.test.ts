import { assert, describe, it } from "@effect/vitest"
import { CustomerId, DeviceResults, type OperationPerDevice } from "effect-zero-touch"
import { claim, ok, succeeded } from "./batch.ts"

const imei = (value: string) => ({ deviceIdentifier: { imei: value } })

describe("deviceResults: a batch of 100,000 requests is paired in linear time", () => {
  const count = 100_000
  const list = <A>(make: (index: number) => A) => Array.from({ length: count }, (_, i) => make(i))
  const customers = list((i) => ({ ...claim("1"), customerId: CustomerId.from(i + 1) }))
  const success = { status: "SINGLE_DEVICE_STATUS_SUCCESS" } as const
  const batches: ReadonlyArray<
    readonly [
      what: string,
      requests: ReadonlyArray<NonNullable<OperationPerDevice["claim"]>>,
      entries: ReadonlyArray<OperationPerDevice>,
      successes: number
    ]
  > = [
    [
      "of which the first was dropped and the others are reversed",
      list((i) => imei(String(i))),
      list((i) => ok(String(i)))
        .slice(1)
        .toReversed(),
      count - 1
    ],
    ["that say the very same", list(() => claim("1")), list(() => ok("1")).slice(1), count - 1],
    [
      "that say the very same, of which one is echoed again and again",
      list((i) => claim(i === 0 ? "2" : "1")),
      list(() => ok("2")),
      1
    ],
    [
      "for as many customers of one device",
      customers,
      customers.slice(1).map((one) => ({ claim: one, result: success })),
      count - 1
    ],
    [
      "for as many customers of one device, none of whom is echoed",
      customers,
      list(() => ({ claim: imei("1"), result: success })).slice(1),
      0
    ],
    [
      "for 16 customers of each device, none of whom is the one that is echoed",
      list((i) => ({ ...imei(String(i >> 4)), customerId: CustomerId.from((i % 16) + 1) })),
      list((i) => ({
        claim: { ...imei(String(i >> 4)), customerId: CustomerId.from(17) },
        result: success
      })),
      0
    ]
  ]

  it.each(batches)(
    "%s",
    (_what, requests, entries, successes) => {
      const results = DeviceResults.of(succeeded(entries), requests)
      const tags = results.slice(0, count).filter(({ _tag }) => _tag === "DeviceSucceeded")
      assert.lengthOf(tags, successes)
      assert.lengthOf(results, count + entries.length - successes)
    },
    // each takes about a second; in quadratic time it would take minutes
    60_000
  )
})
