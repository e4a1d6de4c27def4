import { assert, describe, it } from "@effect/vitest"
import * as Result from "effect/Result"
import {
  ConfigurationId,
  CustomerId,
  DeviceId,
  PartnerId,
  ProtoJson,
  SimlockProfileId
} from "effect-zero-touch"

const ids = { PartnerId, CustomerId, DeviceId, ConfigurationId, SimlockProfileId }

for (const [name, Id] of Object.entries(ids)) {
  describe(`${name}.from`, () => {
    it.each<[string | number | bigint, string]>([
      ["1", "1"],
      [42, "42"],
      [42n, "42"],
      ["1234567890123456789", "1234567890123456789"],
      ["9223372036854775807", "9223372036854775807"],
      [9223372036854775807n, "9223372036854775807"],
      [Number.MAX_SAFE_INTEGER, "9007199254740991"]
    ])("takes %s", (input, id) => {
      assert.strictEqual<string>(Id.from(input), id)
    })

    it.each([
      "",
      "0",
      "-1",
      "+1",
      "01",
      "1.5",
      "1e3",
      " 1",
      "1\n",
      "0x1",
      "abc",
      "１",
      "partners/1",
      "9223372036854775808",
      "99999999999999999999",
      0,
      -1,
      1.5,
      Number.MAX_SAFE_INTEGER + 1,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      0n,
      -1n,
      9223372036854775808n
    ])("refuses %s, and says of what it is no case", (input) => {
      assert.throws(() => Id.from(input), RangeError, name)
    })
  })

  it(`a ${name} of the service is an int64, a number that lost no digit among them`, () => {
    const decode = ProtoJson.decoder(Id)
    assert.strictEqual<string>(Result.getOrThrow(decode("007")), "7")
    assert.strictEqual<string>(Result.getOrThrow(decode("-1")), "-1")
    assert.strictEqual<string>(Result.getOrThrow(decode(42)), "42")
    assert.isTrue(Result.isFailure(decode(2 ** 60)))
    const refused = decode("abc")
    assert.include(Result.isFailure(refused) && refused.failure.message, "a 64-bit integer")
  })
}
