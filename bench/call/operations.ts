/** The operations that the server of the measurements has, by their names. */
import { name, response } from "../decode/response.ts"

export const done = name
export const running = "operations/apibatchoperation/1234567890123456780"

const type =
  "type.googleapis.com/google.android.device.provisioning.v1.DevicesLongRunningOperationMetadata"

export const bodies: Readonly<Record<string, Buffer>> = {
  [`/v1/${done}`]: Buffer.from(response(1000)),
  [`/v1/${running}`]: Buffer.from(
    JSON.stringify({
      name: running,
      metadata: {
        "@type": type,
        devicesCount: 100,
        processingStatus: "BATCH_PROCESS_IN_PROGRESS",
        progress: 40
      }
    })
  )
}
