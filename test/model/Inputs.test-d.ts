import type { Duration } from "effect/Duration"
import type { Layer } from "effect/Layer"
import type * as Effect from "effect/Effect"
import type * as Stream from "effect/Stream"
import { describe, expectTypeOf, it } from "vitest"
import type {
  ApiError,
  Client,
  Company,
  CompanyInput,
  Configuration,
  ConfigurationPatch,
  ConfigurationPath,
  CustomerConfigurations,
  CustomerId,
  Device,
  DeviceId,
  DeviceIdentifier,
  DeviceReferenceInput,
  FindByOwnerInput,
  PartnerClaimInput,
  PartnerDevices,
  PartnerUnclaimInput,
  PartnerVendors,
  SimlockProfileId,
  TransportError,
  UpdateMetadataInput,
  Vendor,
  VendorId,
  ZeroTouch
} from "effect-zero-touch"

interface Claim {
  readonly deviceIdentifier: DeviceIdentifier
  readonly sectionType: "SECTION_TYPE_ZERO_TOUCH"
  readonly customerId: CustomerId
}
interface ChromeOs {
  readonly deviceIdentifier: DeviceIdentifier & { readonly deviceType: "DEVICE_TYPE_CHROME_OS" }
}

describe("a claim", () => {
  it("has one owner", () => {
    expectTypeOf<Claim>().toExtend<PartnerClaimInput>()
    expectTypeOf<
      Omit<Claim, "customerId"> & { googleWorkspaceCustomerId: string }
    >().toExtend<PartnerClaimInput>()
    expectTypeOf<Omit<Claim, "customerId">>().not.toExtend<PartnerClaimInput>()
    expectTypeOf<Claim & { googleWorkspaceCustomerId: string }>().not.toExtend<PartnerClaimInput>()
  })

  it("has a SIM lock profile in the SIM lock section only", () => {
    type Profile = { simlockProfileId: SimlockProfileId }
    expectTypeOf<Claim & Profile>().not.toExtend<PartnerClaimInput>()
    expectTypeOf<
      Omit<Claim, "sectionType"> & { sectionType: "SECTION_TYPE_SIM_LOCK" } & Profile
    >().toExtend<PartnerClaimInput>()
  })

  it("has a pre-provisioning token for ChromeOS only", () => {
    type Token = { preProvisioningToken: string }
    expectTypeOf<Claim & Token>().not.toExtend<PartnerClaimInput>()
    expectTypeOf<Claim & ChromeOs & Token>().toExtend<PartnerClaimInput>()
  })

  it("takes ids, and not those of something else", () => {
    expectTypeOf<
      Omit<Claim, "customerId"> & { customerId: string }
    >().not.toExtend<PartnerClaimInput>()
    expectTypeOf<
      Omit<Claim, "customerId"> & { customerId: DeviceId }
    >().not.toExtend<PartnerClaimInput>()
  })
})

describe("a device", () => {
  it("is named in one way", () => {
    type ById = { deviceId: DeviceId }
    type ByHardware = { deviceIdentifier: DeviceIdentifier }
    type Rest = { sectionType: "SECTION_TYPE_ZERO_TOUCH"; deviceMetadata: { entries: {} } }

    expectTypeOf<ById>().toExtend<DeviceReferenceInput>()
    expectTypeOf<ByHardware>().toExtend<DeviceReferenceInput>()
    expectTypeOf<ById & ByHardware>().not.toExtend<DeviceReferenceInput>()
    expectTypeOf<{}>().not.toExtend<DeviceReferenceInput>()
    expectTypeOf<ById & Rest>().toExtend<PartnerUnclaimInput>()
    expectTypeOf<ById & ByHardware & Rest>().not.toExtend<PartnerUnclaimInput>()
    expectTypeOf<ByHardware & Rest>().toExtend<UpdateMetadataInput>()
    expectTypeOf<ById & ByHardware & Rest>().not.toExtend<UpdateMetadataInput>()
  })

  it("is sought by some owner", () => {
    type Section = { sectionType: "SECTION_TYPE_ZERO_TOUCH" }
    expectTypeOf<Section>().not.toExtend<FindByOwnerInput>()
    expectTypeOf<Section & { customerId: Array<CustomerId> }>().toExtend<FindByOwnerInput>()
  })
})

describe("what only the service sets", () => {
  it("is in no input", () => {
    expectTypeOf<
      keyof CompanyInput & ("name" | "companyId" | "termsStatus")
    >().toEqualTypeOf<never>()
    expectTypeOf<keyof ConfigurationPatch>().toEqualTypeOf<ConfigurationPath>()
    expectTypeOf<Exclude<keyof Configuration, ConfigurationPath>>().toEqualTypeOf<
      "name" | "configurationId"
    >()
  })

  it("does not hinder a changed copy", () => {
    expectTypeOf<Configuration>().toExtend<ConfigurationPatch>()
    expectTypeOf<Configuration["forcedResetTime"]>().toEqualTypeOf<Duration | undefined>()
  })
})

describe("the services", () => {
  it("fail with two errors, and need nothing", () => {
    type Methods = PartnerDevices["Service"]
    expectTypeOf<ReturnType<Methods["get"]>>().toEqualTypeOf<
      Effect.Effect<Device, ApiError | TransportError>
    >()
    expectTypeOf<ReturnType<Methods["findByOwner"]>>().toEqualTypeOf<
      Stream.Stream<Device, ApiError | TransportError>
    >()
    expectTypeOf<ReturnType<CustomerConfigurations["Service"]["delete"]>>().toEqualTypeOf<
      Effect.Effect<void, ApiError | TransportError>
    >()
  })

  it("know a customer from a vendor", () => {
    type Vendors = PartnerVendors["Service"]
    expectTypeOf<ReturnType<Vendors["list"]>>().toEqualTypeOf<
      Stream.Stream<Vendor, ApiError | TransportError>
    >()
    expectTypeOf<NonNullable<Vendor["companyId"]>>().toEqualTypeOf<VendorId>()
    expectTypeOf<NonNullable<Company["companyId"]>>().toEqualTypeOf<CustomerId>()
    expectTypeOf<Parameters<Vendors["customers"]["list"]>[1]>().toEqualTypeOf<VendorId>()
  })

  it("are one layer over a client", () => {
    expectTypeOf<typeof ZeroTouch.layer>().toEqualTypeOf<Layer<ZeroTouch.Services, never, Client>>()
  })
})
