export const name = "operations/apibatchoperation/1234567890123456789"

/** What each device has beside the fields that are known: nothing, a field that is not, or a `null`. */
export type Beside = "nothing" | "an unknown field" | "a null"

const extras: Readonly<Record<Beside, object>> = {
  nothing: {},
  "an unknown field": { deviceState: "DEVICE_STATE_CLAIMED" },
  "a null": { errorMessage: null }
}

/**
 * The JSON of an operation that claimed so many devices, as the service writes it.
 */
export const response = (devices: number, beside: Beside = "nothing"): string => {
  const type =
    "type.googleapis.com/google.android.device.provisioning.v1.DevicesLongRunningOperation"
  return JSON.stringify({
    name,
    metadata: {
      "@type": `${type}Metadata`,
      devicesCount: devices,
      processingStatus: "BATCH_PROCESS_PROCESSED",
      progress: 100
    },
    done: true,
    response: {
      "@type": `${type}Response`,
      perDeviceStatus: Array.from({ length: devices }, (_, i) => ({
        result:
          i % 50 === 0
            ? {
                status: "SINGLE_DEVICE_STATUS_INVALID_DEVICE_IDENTIFIER",
                errorIdentifier: "INVALID_IMEI",
                errorMessage: "The IMEI is not valid"
              }
            : {
                deviceId: String(1_000_000_000_000 + i),
                status: "SINGLE_DEVICE_STATUS_SUCCESS",
                ...extras[beside]
              },
        claim: {
          deviceIdentifier: {
            imei: String(1_017_000_000_000_000 + i),
            manufacturer: "Google",
            model: "Pixel 9"
          },
          customerId: "1234567890",
          sectionType: "SECTION_TYPE_ZERO_TOUCH",
          deviceMetadata: { entries: { ordernumber: `PO-${i}` } }
        }
      })),
      successCount: devices - Math.ceil(devices / 50)
    }
  })
}
