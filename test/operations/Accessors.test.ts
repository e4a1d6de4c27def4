/** What is read of operations, and the small print of messages and of the fake. */
import { assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { TestClock } from "effect/testing"
import {
  DeviceId,
  FakeOperations,
  Operation,
  type OperationPerDevice,
  Operations,
  OperationTimeout
} from "effect-zero-touch"

const name = "operations/1"
const enrolled: OperationPerDevice = {
  unclaim: { deviceId: DeviceId.from(7), deviceIdentifier: { imei: "1" } },
  result: { status: "SINGLE_DEVICE_STATUS_SUCCESS", deviceId: DeviceId.from(7) }
}
const refused: OperationPerDevice = {
  updateMetadata: { deviceIdentifier: { imei: "2" } },
  result: { status: "SINGLE_DEVICE_STATUS_OTHER_ERROR" }
}

const metadata = { _tag: "DevicesMetadata", progress: 40 } as const
const response = { _tag: "DevicesResponse", perDeviceStatus: [enrolled, refused] } as const
const unknown = { _tag: "UnknownAny", raw: {} } as const
const running: Operation = { _tag: "Running", name, done: false, metadata, response }

describe("the accessors", () => {
  it("give metadata and response of the known kind, and nothing else", () => {
    assert.deepStrictEqual(Operation.devicesMetadata(running), Option.some(metadata))
    assert.deepStrictEqual(Operation.devicesResponse(running), Option.some(response))
    const others: ReadonlyArray<Operation> = [
      { _tag: "Running", name, done: false },
      { _tag: "Running", name, done: false, metadata: unknown, response: unknown },
      { _tag: "DoneWithoutResult", name, done: true }
    ]
    for (const other of others) {
      assert.isTrue(Option.isNone(Operation.devicesMetadata(other)))
      assert.isTrue(Option.isNone(Operation.devicesResponse(other)))
    }
  })

  it("give each device the copy of its request, of whichever kind, and its id", () => {
    assert.deepStrictEqual<unknown>(Operation.deviceResults(running), [
      {
        _tag: "DeviceSucceeded",
        index: 0,
        request: { unclaim: enrolled.unclaim },
        deviceIdentifier: { imei: "1" },
        deviceId: "7"
      },
      {
        _tag: "DeviceFailed",
        index: 1,
        request: { updateMetadata: refused.updateMetadata },
        deviceIdentifier: { imei: "2" },
        status: "SINGLE_DEVICE_STATUS_OTHER_ERROR"
      }
    ])
  })

  it("give failures with the requests that were sent, when they are given", () => {
    const requests = [
      { deviceIdentifier: { imei: "1" }, row: 5 },
      { deviceIdentifier: { imei: "2" }, row: 6 },
      { deviceIdentifier: { imei: "3" }, row: 7 }
    ]
    const rows = (operation: Operation) =>
      Operation.deviceFailures(operation, requests).map(({ request }) => request?.row)
    assert.deepStrictEqual(rows({ _tag: "Succeeded", name, done: true, response }), [6, 7])
    // what a running operation has not reported has not failed
    assert.deepStrictEqual(rows(running), [6])
  })
})

it("a time-out says what ended it, after how many polls", () => {
  const message = (endedBy: "deadline" | "schedule", polls: number, seconds: number) =>
    new OperationTimeout({
      operationName: name,
      endedBy,
      polls,
      elapsed: Duration.seconds(seconds)
    }).message
  const resume = "it runs on, and awaiting its name resumes the wait"
  assert.strictEqual(
    message("deadline", 1, 0),
    `${name} was not done at the time-out, after 0 s and 1 poll; ${resume}`
  )
  assert.strictEqual(
    message("schedule", 3, 65),
    `${name} was not done at the end of the schedule, after 1m 5s and 3 polls; ${resume}`
  )
})

describe("the fake's states", () => {
  it("are whole operations, but for the name", () => {
    assert.deepStrictEqual<unknown>(FakeOperations.running({ progress: 3 }), {
      _tag: "Running",
      done: false,
      metadata: { _tag: "DevicesMetadata", progress: 3 }
    })
    assert.deepStrictEqual<unknown>(FakeOperations.succeeded([enrolled, refused]), {
      _tag: "Succeeded",
      done: true,
      response: {
        _tag: "DevicesResponse",
        perDeviceStatus: [enrolled, refused],
        successCount: 1
      }
    })
    assert.deepStrictEqual<unknown>(FakeOperations.succeeded(), {
      _tag: "Succeeded",
      done: true,
      response: { _tag: "DevicesResponse", perDeviceStatus: [], successCount: 0 }
    })
    assert.deepStrictEqual<unknown>(FakeOperations.doneWithoutResult(), {
      _tag: "DoneWithoutResult",
      done: true
    })
  })

  it.effect("may begin after a while: until then the operation runs", () =>
    Effect.gen(function* () {
      const operations = yield* Operations
      const states = []
      for (let i = 0; i < 3; i++) {
        states.push((yield* operations.get(name))._tag)
        yield* TestClock.adjust("6 seconds")
      }
      assert.deepStrictEqual(states, ["Running", "Running", "DoneWithoutResult"])
    }).pipe(
      Effect.provide(
        Operations.layerFake({
          [name]: [{ after: "10 seconds", outcome: FakeOperations.doneWithoutResult() }]
        })
      )
    )
  )
})
