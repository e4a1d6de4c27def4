import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Option from "effect/Option"
import { describe, expectTypeOf, it } from "vitest"
import type {
  ApiError,
  ApiResponse,
  Client,
  ConnectionError,
  CredentialsError,
  ErrorDetailOf,
  GetOptions,
  InvalidRequest,
  InvalidResponse,
  Operation,
  Operations,
  PartnerDevices,
  PartnerId,
  PartnerClaimInput,
  TimeoutError,
  TransportError,
  TransportErrorReason
} from "effect-zero-touch"

type Get = Operations["Service"]["get"]

/** Whether two types are the same, and not merely assignable to each other. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

describe("Operations.get", () => {
  it("returns exactly Effect<Operation, ApiError | TransportError>", () => {
    type Promised = Effect.Effect<Operation, ApiError | TransportError>
    expectTypeOf<ReturnType<Get>>().toEqualTypeOf<Promised>()
    expectTypeOf<ReturnType<Get>>().toExtend<Promised>()
    expectTypeOf<Promised>().toExtend<ReturnType<Get>>()
    expectTypeOf<Same<ReturnType<Get>, Promised>>().toEqualTypeOf<true>()
  })

  it("gives an operation, fails with two errors, and needs nothing", () => {
    expectTypeOf<Effect.Success<ReturnType<Get>>>().toEqualTypeOf<Operation>()
    expectTypeOf<Effect.Error<ReturnType<Get>>>().toEqualTypeOf<ApiError | TransportError>()
    expectTypeOf<Effect.Services<ReturnType<Get>>>().toEqualTypeOf<never>()
  })

  it("takes a name, and options that may be left out", () => {
    expectTypeOf<Parameters<Get>[0]>().toEqualTypeOf<string>()
    expectTypeOf<Parameters<Get>[1]>().toEqualTypeOf<GetOptions | undefined>()
    expectTypeOf<[string]>().toExtend<Parameters<Get>>()
    expectTypeOf<GetOptions["xgafv"]>().toEqualTypeOf<"1" | "2" | undefined>()
  })
})

describe("the operations that are started", () => {
  it("have the type of those that are asked for", () => {
    type Started = Effect.Effect<Operation, ApiError | TransportError>
    expectTypeOf<ReturnType<PartnerDevices["Service"]["claimAsync"]>>().toEqualTypeOf<Started>()
    expectTypeOf<ReturnType<PartnerDevices["Service"]["unclaimAsync"]>>().toEqualTypeOf<Started>()
    expectTypeOf<
      ReturnType<PartnerDevices["Service"]["updateMetadataAsync"]>
    >().toEqualTypeOf<Started>()
  })

  it("take a PartnerId and no other string", () => {
    type Partner = Parameters<PartnerDevices["Service"]["claimAsync"]>[0]
    expectTypeOf<Partner>().toEqualTypeOf<PartnerId>()
    expectTypeOf<string>().not.toExtend<Partner>()
  })

  it("name the customer in one way, and a SIM lock profile with the SIM lock only", () => {
    const both = { customerId: "1", googleWorkspaceCustomerId: "2" }
    expectTypeOf(both).not.toExtend<Pick<PartnerClaimInput, keyof typeof both>>()
    expectTypeOf<
      Extract<PartnerClaimInput, { sectionType: "SECTION_TYPE_ZERO_TOUCH" }>["simlockProfileId"]
    >().toEqualTypeOf<undefined>()
  })
})

describe("Client.execute", () => {
  it("gives what the request decodes to", () => {
    const execute: Client["Service"]["execute"] = () => Effect.never
    expectTypeOf(execute<number>).returns.toEqualTypeOf<
      Effect.Effect<ApiResponse<number>, ApiError | TransportError>
    >()
    expectTypeOf<ApiResponse<number>["retryAfter"]>().toEqualTypeOf<
      Option.Option<Duration.Duration>
    >()
  })
})

describe("the errors", () => {
  it("have five reasons", () => {
    expectTypeOf<TransportError["reason"]>().toEqualTypeOf<TransportErrorReason>()
    expectTypeOf<TransportErrorReason>().toEqualTypeOf<
      ConnectionError | TimeoutError | CredentialsError | InvalidResponse | InvalidRequest
    >()
  })

  it("give each detail its type", () => {
    const detail = (error: ApiError) => error.detail("ErrorInfo")
    expectTypeOf(detail).returns.toEqualTypeOf<Option.Option<ErrorDetailOf<"ErrorInfo">>>()
  })

  it("are narrowed by catchReason, and the rest stays typed", () => {
    const caught = (call: ReturnType<Get>) =>
      call.pipe(
        Effect.catchReason("TransportError", "TimeoutError", (reason) => {
          expectTypeOf(reason).toEqualTypeOf<TimeoutError>()
          return Effect.succeed(reason.timeout)
        })
      )
    expectTypeOf(caught).returns.toEqualTypeOf<
      Effect.Effect<Operation | Duration.Duration, ApiError | TransportError>
    >()
  })

  it("leave none when all reasons and the other error are caught", () => {
    const caught = (call: ReturnType<Get>) =>
      call.pipe(
        Effect.catchReasons("TransportError", {
          ConnectionError: () => Effect.succeed(1),
          TimeoutError: () => Effect.succeed(2),
          CredentialsError: () => Effect.succeed(3),
          InvalidResponse: () => Effect.succeed(4),
          InvalidRequest: () => Effect.succeed(5)
        }),
        Effect.catchTags({
          ApiError: () => Effect.succeed(6),
          TransportError: () => Effect.succeed(7)
        })
      )
    expectTypeOf(caught).returns.toEqualTypeOf<Effect.Effect<Operation | number>>()
  })
})
