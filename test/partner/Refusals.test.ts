import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { CustomerDevices, Customers, PartnerCustomers, PartnerDevices } from "effect-zero-touch"
import { imei } from "../emulator/support.ts"
import { failureOf } from "../support/outcome.ts"
import {
  apply,
  type Call,
  claimAll,
  configure,
  create,
  customerId,
  deviceId,
  find,
  findByOwner,
  good,
  partnerId,
  problemsOf,
  run,
  unclaim,
  untyped,
  testRefusals,
  testSent
} from "../support/refusals.ts"
import { onTheWire } from "../support/services.ts"

describe("a request that is refused", () => {
  it.effect("names all that is wrong, by field and at once", () =>
    Effect.gen(function* () {
      const problems = yield* problemsOf(
        claimAll(
          good,
          { ...good, deviceIdentifier: { imei: "490154203237519", meid: "x" } },
          { ...good, deviceIdentifier: { serialNumber: "S" }, customerId: "0" },
          { sectionType: "SECTION_TYPE_UNSPECIFIED" },
          {
            ...good,
            deviceIdentifier: { imei: imei(4) },
            googleWorkspaceCustomerId: "C1",
            simlockProfileId: "7"
          },
          {
            ...good,
            deviceIdentifier: { imei: imei(5), imei2: "" },
            sectionType: "SECTION_TYPE_SIM_LOCK",
            preProvisioningToken: "t"
          },
          { ...good, configurationId: 7, deviceMetadata: { entries: { a: null } } },
          "claim"
        )
      )
      assert.deepStrictEqual(problems, [
        'claims[1].deviceIdentifier.imei is not a valid IMEI: "490154203237519" has the check digit 9, but it should be 8; a digit is wrong, or two are swapped',
        'claims[1].deviceIdentifier.meid is not a valid MEID: "x" contains "x"; a MEID has 14 hexadecimal digits and may have a check digit',
        "claims[2].deviceIdentifier.manufacturer is missing; a serial number needs manufacturer and model beside it",
        "claims[2].deviceIdentifier.model is missing; a serial number needs manufacturer and model beside it",
        'claims[2].customerId is not a valid id: "0" is not a whole number from 1 to 2⁶³−1',
        "claims[3].deviceIdentifier is missing; give an object such as { imei: … }",
        "claims[3].sectionType is SECTION_TYPE_UNSPECIFIED; give SECTION_TYPE_ZERO_TOUCH or SECTION_TYPE_SIM_LOCK",
        "claims[3].customerId is missing, and so is googleWorkspaceCustomerId; give one of them",
        'claims[4].googleWorkspaceCustomerId is "C1", and customerId is given, too; give one of them',
        "claims[4].simlockProfileId is given, but goes with SECTION_TYPE_SIM_LOCK only; leave it out",
        "claims[5].simlockProfileId is missing; SECTION_TYPE_SIM_LOCK needs it",
        "claims[5].preProvisioningToken is given, but goes with DEVICE_TYPE_CHROME_OS only; leave it out",
        "claims[6].deviceMetadata.entries.a is null; leave it out, or give a string",
        'claims[6].configurationId is the number 7; give a string: "7"',
        'claims[7] is the string "claim"; give an object'
      ])
    })
  )

  it.effect("tells the first few in its message, and how many more there are", () =>
    Effect.gen(function* () {
      const bad = (i: number) => ({ ...good, deviceIdentifier: { imei: String(i) } })
      const { exit } = yield* run(claimAll(...Array.from({ length: 100 }, (_, i) => bad(i))))
      const { message } = failureOf(exit)
      assert.include(
        message,
        "partners.devices.claimAsync: not sent: claims[0].deviceIdentifier.imei is not a valid IMEI"
      )
      assert.include(message, "; claims[4].deviceIdentifier.imei is not")
      assert.notInclude(message, "claims[5]")
      assert.include(message, "; and 95 more")
    })
  )

  it.effect("is refused for the ids in its path too, beside the rest", () =>
    Effect.gen(function* () {
      const problems = yield* problemsOf(
        Effect.flatMap(PartnerDevices, (devices) =>
          devices.metadata(untyped("1/2"), untyped("x"), untyped({}))
        )
      )
      assert.deepStrictEqual(problems, [
        'partnerId is not a valid id: "1/2" is a resource name; give its last part, "2"',
        'deviceId is not a valid id: "x" is not a whole number from 1 to 2⁶³−1',
        "deviceMetadata is missing; give an object such as { entries: { … } }"
      ])
    })
  )
})

describe("what is refused", () => {
  const rows: ReadonlyArray<readonly [what: string, call: Call, ...problems: Array<string>]> = [
    [
      "a release of no device",
      unclaim({}),
      "deviceIdentifier is missing, and so is deviceId; give one of them"
    ],
    [
      "a release of a device that is named twice",
      unclaim({ deviceId, deviceIdentifier: { imei: "490154203237518" } }),
      'deviceId is "3", and deviceIdentifier is given, too; give one of them'
    ],
    [
      "a vacation that ends at no time",
      unclaim({ deviceId, vacationModeExpireTime: "2027-02-30T00:00:00Z" }),
      'vacationModeExpireTime is not a valid time: "2027-02-30T00:00:00Z" has a day, an hour, a minute or a second that does not exist'
    ],
    [
      "half a day of vacation",
      unclaim({ deviceId, vacationModeDays: 0.5 }),
      "vacationModeDays is the number 0.5; give a whole number"
    ],
    [
      "a search for anything",
      find({ deviceIdentifier: { imei: "" } }),
      "deviceIdentifier has no field that is set; give at least one"
    ],
    [
      "a search for what is no IMEI",
      find({ deviceIdentifier: { imei: "1" } }),
      'deviceIdentifier.imei is not a valid IMEI: "1" has 1 digit instead of 15'
    ],
    ...[0, 101, -1].map(
      (limit) =>
        [
          `a search with the limit ${limit}`,
          find({ deviceIdentifier: { imei: "490154203237518" }, limit }),
          `limit is ${limit}; give a whole number from 1 to 100`
        ] as const
    ),
    ...[1.5, Number.NaN].map(
      (limit) =>
        [
          `a search with the limit ${limit}`,
          find({ deviceIdentifier: { imei: "490154203237518" }, limit }),
          `limit is the number ${limit}; give a whole number`
        ] as const
    ),
    [
      "a search for nobody's devices",
      findByOwner({ sectionType: "SECTION_TYPE_ZERO_TOUCH", customerId: [] }),
      "customerId names no customer, and neither does googleWorkspaceCustomerId; give at least one"
    ],
    [
      "a search for the devices of what is no customer",
      findByOwner({ sectionType: "SECTION_TYPE_ZERO_TOUCH", customerId: ["1", "x"] }),
      'customerId[1] is not a valid id: "x" is not a whole number from 1 to 2⁶³−1'
    ],
    [
      "a search without an argument",
      find(untyped(undefined)),
      "request is undefined; give an object"
    ],
    [
      "pages of 101 customers",
      Effect.flatMap(Customers, (service) => service.listPage({ pageSize: 101 })),
      "pageSize is 101; give a whole number from 1 to 100"
    ],
    [
      "pages of a negative size",
      Effect.flatMap(PartnerCustomers, (service) => service.listPage(partnerId, { pageSize: -1 })),
      "pageSize is -1; give a whole number from 0 to 2147483647"
    ],
    [
      "a customer without a name or an owner",
      create({ companyName: "", ownerEmails: [] }),
      "customer.companyName is empty; it is required",
      "customer.ownerEmails names nobody; give at least one owner's email address"
    ],
    ["no customer", create(undefined), "customer is missing"],
    [
      "a configuration for no device",
      apply({ configuration: "customers/2/configurations/5" }),
      "device is missing; give its deviceId or its deviceIdentifier"
    ],
    [
      "a configuration that is named by its id alone",
      apply({ device: { deviceId }, configuration: "5" }),
      'configuration is not a valid resource name: "5" is only a part of one; give one such as customers/1/configurations/2'
    ],
    [
      "a configuration with fields of the wrong form",
      configure({
        dpcResourcePath: "com.example.dpc",
        dpcExtras: "{a:1}",
        contactEmail: "help",
        contactPhone: "call us",
        forcedResetTime: "6 hours 1 minute"
      }),
      'forcedResetTime is "6 hours 1 minute"; give a duration such as "2 hours"',
      'dpcResourcePath is not a valid resource name: "com.example.dpc" is only a part of one; give one such as customers/1/dpcs/2',
      'contactEmail is not a valid email address: "help" has no "@"',
      'contactPhone is not a valid phone number: "call us" contains "c"; only digits, spaces, plus sign, hyphens and parentheses are allowed',
      "dpcExtras is not the text of a JSON object: it is not JSON, which has double quotes around every key and every string, and no comma at the end"
    ],
    ...["361 minutes", "-1 millis", "Infinity"].map(
      (forcedResetTime) =>
        [
          `a configuration that resets devices after ${forcedResetTime}`,
          configure({ forcedResetTime }),
          `forcedResetTime is "${forcedResetTime}"; give a duration from 0 to 6 hours`
        ] as const
    ),
    [
      "an empty configuration",
      configure({
        configurationName: "",
        dpcResourcePath: undefined,
        companyName: "",
        contactEmail: undefined,
        contactPhone: undefined
      }),
      "configurationName is empty; it is required",
      "dpcResourcePath is missing; it is required",
      "companyName is empty; it is required",
      "contactEmail is missing; it is required",
      "contactPhone is missing; it is required"
    ]
  ]
  testRefusals(rows)
})

describe("what is not refused", () => {
  const rows: ReadonlyArray<readonly [what: string, call: Call]> = [
    [
      "a claim for a Workspace account",
      claimAll({ ...good, customerId: undefined, googleWorkspaceCustomerId: "C1" })
    ],
    [
      "a SIM lock with its profile",
      claimAll({ ...good, sectionType: "SECTION_TYPE_SIM_LOCK", simlockProfileId: "7" })
    ],
    [
      "a ChromeOS device with its token",
      claimAll({
        ...good,
        deviceIdentifier: {
          deviceType: "DEVICE_TYPE_CHROME_OS",
          serialNumber: "S",
          model: "M",
          chromeOsAttestedDeviceId: "A"
        },
        preProvisioningToken: "t"
      })
    ],
    [
      "a section that is newer than this package",
      claimAll({ ...good, sectionType: "SECTION_TYPE_NEW" })
    ],
    ["fields that are undefined", claimAll({ ...good, configurationId: undefined })],
    ["a search by serial number alone", find({ deviceIdentifier: { serialNumber: "S" } })],
    [
      "an end of vacation",
      unclaim({ deviceId, vacationModeExpireTime: "2028-02-29T12:00:00.5+01:00" })
    ],
    ["a reset at once", configure({ forcedResetTime: 0 })],
    ["a reset after six hours", configure({ forcedResetTime: "6 hours" })],
    [
      "pages of 20,000 devices, of which the service makes 10,000",
      Effect.flatMap(CustomerDevices, (devices) =>
        devices.listPage(customerId, { pageSize: 20_000 })
      )
    ]
  ]
  testSent(rows)

  it.effect("fields that the API does not have, or that only it sets, are not sent", () =>
    Effect.gen(function* () {
      const { sent } = yield* run(
        create({
          companyName: "Example",
          ownerEmails: ["a@example.com"],
          companyId: "7",
          name: "partners/1/customers/7",
          color: "red"
        })
      )
      assert.deepStrictEqual(
        sent.map((request) => onTheWire(request).body),
        [{ customer: { companyName: "Example", ownerEmails: ["a@example.com"] } }]
      )
    })
  )
})
