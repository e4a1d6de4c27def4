import { assert, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import { same } from "../../src/operations/same.ts"

const state = (progress: number, more: object = {}) => ({
  _tag: "Running",
  metadata: { _tag: "DevicesMetadata", progress },
  ...more
})

it("states are the same when all that they hold is", () => {
  const perDeviceStatus = [{ result: { status: "A" } }, {}]
  for (const [a, b, expected] of [
    [state(1), state(1), true],
    [state(1), state(2), false],
    [state(1), state(1, { error: undefined }), false],
    [state(1, { x: undefined }), state(1, { y: undefined }), false],
    [
      state(1, { response: { perDeviceStatus } }),
      state(1, { response: { perDeviceStatus } }),
      true
    ],
    [
      state(1, { response: { perDeviceStatus } }),
      state(1, { response: { perDeviceStatus: perDeviceStatus.toReversed() } }),
      false
    ],
    [state(1, { raw: [1] }), state(1, { raw: [1, 2] }), false],
    [state(1, { raw: [1, 2] }), state(1, { raw: [1, 3] }), false],
    [state(1, { raw: [1, [{ a: 2 }]] }), state(1, { raw: [1, [{ a: 2 }]] }), true],
    [state(1, { raw: [1] }), state(1, { raw: { 0: 1 } }), false],
    [state(1, { raw: { 0: 1 } }), state(1, { raw: [1] }), false],
    [state(1, { raw: null }), state(1, { raw: {} }), false],
    [state(1, { raw: null }), state(1, { raw: null }), true],
    [state(1, { raw: "1" }), state(1, { raw: 1 }), false],
    [state(1, { raw: Number.NaN }), state(1, { raw: Number.NaN }), true],
    [{ delay: Duration.seconds(1) }, { delay: Duration.millis(1000) }, true],
    [{ delay: Duration.seconds(1) }, { delay: Duration.millis(1001) }, false],
    [{ delay: Duration.seconds(1) }, { delay: {} }, false]
  ] as const) {
    assert.strictEqual(same(a, b), expected, JSON.stringify([a, b]))
    assert.strictEqual(same(b, a), expected, JSON.stringify([b, a]))
  }
})
