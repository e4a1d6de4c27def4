/**
 * Answers as the service gives them, to be mutated: operations in every state, and errors with every
 * kind of detail; and such as repeat the secrets of the request.
 */
import { echo, key, token } from "../../test/support/secrets.ts"
import { leaf, treeOf, type Tree } from "./tree.ts"

const own = "type.googleapis.com/google.android.device.provisioning.v1."
const rpc = "type.googleapis.com/google.rpc."
const name = "operations/apibatchoperation/1234567890123456789"
const deviceIdentifier = { imei: "490154203237518", manufacturer: "Example" }
const sectionType = "SECTION_TYPE_ZERO_TOUCH"

const metadata = {
  "@type": `${own}DevicesLongRunningOperationMetadata`,
  processingStatus: "BATCH_PROCESS_IN_PROGRESS",
  progress: 40,
  devicesCount: 3
}

const response = {
  "@type": `${own}DevicesLongRunningOperationResponse`,
  successCount: 1,
  perDeviceStatus: [
    {
      result: { status: "SINGLE_DEVICE_STATUS_SUCCESS", deviceId: "1234567890123456789" },
      claim: {
        deviceIdentifier,
        sectionType,
        customerId: "1",
        deviceMetadata: { entries: { ordernumber: "A-1" } }
      }
    },
    {
      result: {
        status: "SINGLE_DEVICE_STATUS_PERMISSION_DENIED",
        errorIdentifier: "DEVICE_ALREADY_CLAIMED",
        errorMessage: "no"
      },
      unclaim: { deviceId: "7", sectionType, vacationModeDays: 3 }
    },
    { result: { status: "SINGLE_DEVICE_STATUS_SUCCESS" }, updateMetadata: { deviceId: "8" } }
  ]
}

const details = [
  { "@type": `${rpc}ErrorInfo`, reason: "SERVICE_DISABLED", domain: "x", metadata: { a: "b" } },
  { "@type": `${rpc}RetryInfo`, retryDelay: "53.016342224s" },
  { "@type": `${rpc}DebugInfo`, stackEntries: ["a", "b"], detail: "d" },
  {
    "@type": `${rpc}QuotaFailure`,
    violations: [
      { subject: "s", quotaId: "q", quotaDimensions: { region: "r" }, quotaValue: "1000" }
    ]
  },
  { "@type": `${rpc}PreconditionFailure`, violations: [{ type: "TOS", subject: "s" }] },
  {
    "@type": `${rpc}BadRequest`,
    fieldViolations: [
      { field: "f", description: "d", localizedMessage: { locale: "de", message: "m" } }
    ]
  },
  { "@type": `${rpc}RequestInfo`, requestId: "id", servingData: "sd" },
  { "@type": `${rpc}ResourceInfo`, resourceType: "t", resourceName: "n" },
  { "@type": `${rpc}Help`, links: [{ description: "d", url: "https://example.com/" }] },
  { "@type": `${rpc}LocalizedMessage`, locale: "en", message: "m" },
  { "@type": `${own}TosError`, latestTosAccepted: false },
  { "@type": `${own}CustomError`, code: "INVALID_IMEI", message: "m" },
  { "@type": "type.googleapis.com/google.protobuf.Duration", value: "1.5s" }
]

const legacy = [{ domain: "global", reason: "forbidden", message: "m" }]

const values: ReadonlyArray<unknown> = [
  { name },
  { name, done: false, metadata },
  { name, metadata: { ...metadata, progress: 100 }, response },
  { name, done: true, metadata, response },
  { name, done: true, metadata, error: { code: 7, message: "no", details: details.slice(0, 2) } },
  { name, done: true },
  { error: { code: 403, message: "m", status: "PERMISSION_DENIED", details, errors: legacy } },
  { error: { code: 429, message: "m", status: "RESOURCE_EXHAUSTED", details: [details[1]] } },
  [{ error: { code: 404, message: "m", status: "NOT_FOUND" } }],
  { error: "invalid_grant", error_description: "d" },
  { error: {} }
]

/** Secrets as others write them: whole, in words, quoted, twice, in JSON within JSON. */
export const repeated: readonly [string, ...ReadonlyArray<string>] = [
  token,
  key,
  `x${token}y`,
  `Bearer ${token}`,
  `api_key:${key}`,
  `"${key}"`,
  `${token}${token}`,
  `${key}, ${token}`,
  JSON.stringify({ [key]: [token] })
]

const repeating: ReadonlyArray<unknown> = [
  { name: `operations/${token}`, done: key, metadata: { "@type": token, [key]: [token] } },
  { error: { code: 401, message: echo, status: token, details: [], errors: [{ message: key }] } },
  {
    error: {
      code: 403,
      message: `the key ${key} is not valid`,
      status: "PERMISSION_DENIED",
      details: [
        {
          "@type": `${rpc}ErrorInfo`,
          reason: key,
          metadata: { [token]: "b", consumer: repeated[4] }
        },
        { "@type": `${rpc}DebugInfo`, stackEntries: repeated, detail: echo },
        { "@type": `${rpc}RequestInfo`, requestId: token, servingData: repeated[8] },
        { "@type": `${rpc}QuotaFailure`, violations: [{ quotaDimensions: { [key]: token } }] },
        { "@type": `type.googleapis.com/${token}`, headers: { authorization: repeated[3] } },
        { "@type": `${own}CustomError`, code: token, message: repeated[7] }
      ]
    }
  },
  [{ error: { code: 404, message: repeated.join(", "), status: "NOT_FOUND" } }],
  { error: token, error_description: key }
]

const pages = [
  `<html><title>502</title><pre>${echo}</pre></html>`,
  `<html>${"<p>".repeat(300)}${repeated.join("<br>")}</html>`,
  echo
]

export const seeds: ReadonlyArray<Tree> = [
  ...[...values, ...repeating].map(treeOf),
  ...pages.map(leaf)
]
