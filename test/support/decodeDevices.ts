/**
 * Reads a response of devices and some that are odd, and prints what came out. It is run in a process
 * of its own, with and without leave to generate code.
 */
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import { response } from "../../bench/decode/response.ts"
import { decodeOperation } from "../../src/operations/Operation.ts"

const type = "type.googleapis.com/google.android.device.provisioning.v1.DevicesLongRunningOperation"
const inputs: ReadonlyArray<unknown> = [
  JSON.parse(response(120)),
  {
    done: true,
    response: { "@type": `${type}Response`, successCount: "7", perDeviceStatus: [{}] }
  },
  { metadata: { "@type": `${type}Metadata`, progress: null, processingStatus: 3, other: 1 } },
  { done: true, response: { "@type": `${type}Response`, perDeviceStatus: [{ result: 1 }] } },
  { done: true, error: { code: 7, details: [{ "@type": "x/google.rpc.ErrorInfo", reason: "R" }] } },
  { done: "yes" },
  []
]

process.stdout.write(
  JSON.stringify(
    inputs.map((input) => {
      const result = decodeOperation(
        input,
        { httpStatus: 200, retryAfter: Option.none() },
        "operations/1234567890123456789"
      )
      return Result.isSuccess(result) ? result.success : result.failure
    })
  )
)
