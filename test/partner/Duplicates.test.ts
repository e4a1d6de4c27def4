import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { RequestChecks } from "effect-zero-touch"
import { imei } from "../emulator/support.ts"
import { successOf } from "../support/outcome.ts"
import {
  type Call,
  claimAll,
  good,
  problemsOf,
  run,
  unclaimAll,
  unclaimMany,
  updateAll,
  testRefusals,
  testSent
} from "../support/refusals.ts"

const [a, b] = [imei(1), imei(2)]
const zeroTouch = "SECTION_TYPE_ZERO_TOUCH"
const claim = (deviceIdentifier: object, more: object = {}) => ({
  ...good,
  deviceIdentifier,
  ...more
})
const tablet = (serialNumber: string, model = "Tab") => ({
  serialNumber,
  manufacturer: "Example",
  model
})
const simLock = { sectionType: "SECTION_TYPE_SIM_LOCK", simlockProfileId: "7" }
const unclaim = (reference: object) => ({ ...reference, sectionType: zeroTouch })
const update = (reference: object) => ({ ...reference, deviceMetadata: { entries: { a: "b" } } })

describe("the same device twice in one list is refused, and both positions are named:", () => {
  const rows: ReadonlyArray<readonly [what: string, call: Call, ...problems: Array<string>]> = [
    [
      "the same IMEI for one customer",
      claimAll(claim({ imei: a }), claim({ imei: b }), claim({ imei: a })),
      `claims[2] names the same device as claims[0], by imei "${a}"; give each device once in ${zeroTouch}`
    ],
    [
      "the same IMEI for two customers",
      claimAll(claim({ imei: a }), claim({ imei: a }, { customerId: "9" })),
      `claims[1] names the same device as claims[0], by imei "${a}"; give each device once in ${zeroTouch}`
    ],
    [
      "an IMEI in the other slot",
      claimAll(claim({ imei: a, imei2: b }), claim({ imei: b })),
      `claims[1] names the same device as claims[0], by imei "${b}"; give each device once in ${zeroTouch}`
    ],
    [
      "a MEID with its check digit, and in lower case",
      claimAll(claim({ meid: "AF0123450ABCDE" }), claim({ meid: "af0123450abcdec" })),
      `claims[1] names the same device as claims[0], by meid "AF0123450ABCDE"; give each device once in ${zeroTouch}`
    ],
    [
      "a MEID in the other slot",
      claimAll(
        claim({ meid: "AF0123450ABCDE" }),
        claim({ meid: "A0000012345678", meid2: "AF0123450ABCDE" })
      ),
      `claims[1] names the same device as claims[0], by meid "AF0123450ABCDE"; give each device once in ${zeroTouch}`
    ],
    [
      "a serial number with the same manufacturer and model",
      claimAll(claim(tablet("S-1")), claim(tablet("S-1"))),
      `claims[1] names the same device as claims[0], by serialNumber "S-1"; give each device once in ${zeroTouch}`
    ],
    [
      "a serial number that an IMEI stands beside",
      claimAll(claim(tablet("S-1")), claim({ ...tablet("S-1"), imei: a })),
      `claims[1] names the same device as claims[0], by serialNumber "S-1"; give each device once in ${zeroTouch}`
    ],
    [
      "a device id in two releases",
      unclaimAll(unclaim({ deviceId: "3" }), unclaim({ deviceId: "3" })),
      `unclaims[1] names the same device as unclaims[0], by deviceId "3"; give each device once in ${zeroTouch}`
    ],
    [
      "two updates of the metadata of one device",
      updateAll(
        update({ deviceIdentifier: { imei: a } }),
        update({ deviceIdentifier: { imei: a } })
      ),
      `updates[1] names the same device as updates[0], by imei "${a}"; give each device once`
    ],
    [
      "one device three times",
      unclaimAll(
        unclaim({ deviceId: "3" }),
        unclaim({ deviceId: "3" }),
        unclaim({ deviceId: "3" })
      ),
      `unclaims[1] names the same device as unclaims[0], by deviceId "3"; give each device once in ${zeroTouch}`,
      `unclaims[2] names the same device as unclaims[0], by deviceId "3"; give each device once in ${zeroTouch}`
    ],
    [
      "a position is that in the list, with what cannot be sent before it",
      claimAll(claim({ imei: a }), null, claim({ imei: a })),
      "claims[1] is null; leave it out, or give an object",
      `claims[2] names the same device as claims[0], by imei "${a}"; give each device once in ${zeroTouch}`
    ]
  ]
  testRefusals(rows)
})

describe("what is not the same device is sent:", () => {
  const rows: ReadonlyArray<readonly [what: string, call: Call]> = [
    ["one device in both sections", claimAll(claim({ imei: a }), claim({ imei: a }, simLock))],
    ["one IMEI in both slots of one device", claimAll(claim({ imei: a, imei2: a }))],
    [
      "one serial number of two models",
      claimAll(claim(tablet("S-1")), claim(tablet("S-1", "Tab 2")))
    ],
    ["two device ids", unclaimAll(unclaim({ deviceId: "3" }), unclaim({ deviceId: "4" }))],
    [
      "fields that are empty, which are absent on the wire",
      claimAll(claim({ imei: a, imei2: "", meid: "" }), claim({ imei: b, imei2: "", meid: "" }))
    ],
    ["100,000 devices", unclaimMany(100_000)]
  ]
  testSent(rows)
})

describe("a list of more than 100,000 devices", () => {
  it.effect("is refused with its length", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* problemsOf(unclaimMany(100_001)), [
        "unclaims has 100001 devices; one request takes 100000 at most, so split it"
      ])
    })
  )
})

it.effect("a check that is switched off does not run: it reads nothing that it would look at", () =>
  Effect.gen(function* () {
    let reads = 0
    const checked = {
      get duplicates() {
        reads++
        return false
      }
    }
    const call = claimAll(claim({ imei: a }), claim({ imei: a }))
    const { exit } = yield* run(Effect.provideService(call, RequestChecks, checked))
    successOf(exit)
    // it is asked for once for the list, and not for each device
    assert.strictEqual(reads, 1)
  })
)
