import { assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { ProtoJson } from "effect-zero-touch"

const nanosOf = (text: string): bigint | undefined =>
  Option.getOrUndefined(Option.flatMap(ProtoJson.parseDuration(text), Duration.toNanos))

describe("a duration", () => {
  it.each<[string, bigint]>([
    ["0s", 0n],
    ["1s", 1_000_000_000n],
    ["1.5s", 1_500_000_000n],
    ["1.50s", 1_500_000_000n],
    ["007s", 7_000_000_000n],
    ["53.016342224s", 53_016_342_224n],
    ["0.000000001s", 1n],
    ["-0.5s", -500_000_000n],
    ["-1.000000001s", -1_000_000_001n],
    ["315576000000s", 315_576_000_000_000_000_000n],
    ["315575999999.999999999s", 315_575_999_999_999_999_999n],
    ["-315576000000s", -315_576_000_000_000_000_000n],
    ["315576000000.000000001s", 315_576_000_000_000_000_001n],
    ["-315576000000.999999999s", -315_576_000_000_999_999_999n]
  ])("%j is read to the nanosecond", (text, nanos) => {
    assert.strictEqual(nanosOf(text), nanos)
  })

  it.each([
    "",
    "s",
    "1",
    "1.5",
    "1.s",
    ".5s",
    "+1s",
    "--1s",
    "1S",
    "1ms",
    "1e2s",
    " 1s",
    "1s ",
    "1 s",
    "1s\n",
    "1,5s",
    "٣s",
    "1.0000000001s",
    "315576000001s",
    "315576000001.000000000s",
    "-315576000001s",
    "9".repeat(400) + "s",
    "Infinitys",
    "NaNs"
  ])("%j is none", (text) => {
    assert.isUndefined(nanosOf(text))
  })

  it.each<[Duration.Duration, string]>([
    [Duration.zero, "0s"],
    [Duration.seconds(90), "90s"],
    [Duration.millis(250), "0.25s"],
    [Duration.nanos(1n), "0.000000001s"],
    [Duration.nanos(-1_500_000_000n), "-1.5s"],
    [Duration.nanos(-1n), "-0.000000001s"],
    [Duration.nanos(315_576_000_001_000_000_000n), "315576000000.999999999s"],
    [Duration.infinity, "315576000000.999999999s"],
    [Duration.negativeInfinity, "-315576000000.999999999s"]
  ])("%s is written as %j", (duration, text) => {
    assert.strictEqual(ProtoJson.formatDuration(duration), text)
  })

  const limit = 315_576_000_000_999_999_999n
  const nanos = Schema.BigInt.check(Schema.isBetweenBigInt({ minimum: -limit, maximum: limit }))
  it.prop("comes back from its text as it was", [nanos], ([n]) => {
    assert.strictEqual(nanosOf(ProtoJson.formatDuration(Duration.nanos(n))), n)
  })

  it("that is malformed in a message is a failure that shows what a duration looks like", () => {
    const decode = ProtoJson.decoder(Schema.Struct({ delay: ProtoJson.Duration }))
    const result = decode({ delay: "1" })
    assert.isTrue(Result.isFailure(result) && result.failure.message.includes('"1.5s"'))
  })
})
