/**
 * Operations as the service may send them, odd ones above all, and what they are.
 */
import { DeviceId, type Operation } from "effect-zero-touch"

export const name = "operations/apibatchoperation/1"

export const type =
  "type.googleapis.com/google.android.device.provisioning.v1.DevicesLongRunningOperation"
const success = { status: "SINGLE_DEVICE_STATUS_SUCCESS" } as const

/** A JSON text, and the operation that it is. */
export const oddOperations: ReadonlyArray<
  readonly [what: string, text: string, operation: Operation]
> = [
  ["done: false", `{"name":"${name}","done":false}`, { _tag: "Running", name, done: false }],
  ["done: null", `{"name":"${name}","done":null}`, { _tag: "Running", name, done: false }],
  ["no name", '{"done":false}', { _tag: "Running", name, done: false }],
  ["an empty name", '{"name":""}', { _tag: "Running", name, done: false }],
  [
    "the same name in another form than was asked",
    '{"name":"operations/1"}',
    { _tag: "Running", name: "operations/1", done: false }
  ],
  [
    "a progress of 100 without done",
    `{"name":"${name}","metadata":{"@type":"${type}Metadata","processingStatus":"BATCH_PROCESS_PROCESSED","progress":100,"devicesCount":1}}`,
    {
      _tag: "Running",
      name,
      done: false,
      metadata: {
        _tag: "DevicesMetadata",
        processingStatus: "BATCH_PROCESS_PROCESSED",
        progress: 100,
        devicesCount: 1
      }
    }
  ],
  [
    "a part of a response without done",
    `{"name":"${name}","response":{"@type":"${type}Response","successCount":1,"perDeviceStatus":[{"result":{"status":"SINGLE_DEVICE_STATUS_SUCCESS"}},{}]}}`,
    {
      _tag: "Running",
      name,
      done: false,
      response: {
        _tag: "DevicesResponse",
        successCount: 1,
        perDeviceStatus: [{ result: success }, {}]
      }
    }
  ],
  [
    "an error without done",
    `{"name":"${name}","error":{"code":7}}`,
    { _tag: "Running", name, done: false, error: { code: 7, message: "", details: [] } }
  ],
  [
    "a finished unclaim, whose result has no deviceId",
    `{"name":"${name}","done":true,
      "metadata":{"@type":"${type}Metadata","processingStatus":"BATCH_PROCESS_PROCESSED","progress":100,"devicesCount":1},
      "response":{"@type":"${type}Response","successCount":1,"perDeviceStatus":[{"result":{"status":"SINGLE_DEVICE_STATUS_SUCCESS"},
        "unclaim":{"deviceIdentifier":{"imei":"490154203237518","manufacturer":"Example"},"sectionType":"SECTION_TYPE_ZERO_TOUCH"}}]}}`,
    {
      _tag: "Succeeded",
      name,
      done: true,
      metadata: {
        _tag: "DevicesMetadata",
        processingStatus: "BATCH_PROCESS_PROCESSED",
        progress: 100,
        devicesCount: 1
      },
      response: {
        _tag: "DevicesResponse",
        successCount: 1,
        perDeviceStatus: [
          {
            result: success,
            unclaim: {
              deviceIdentifier: { imei: "490154203237518", manufacturer: "Example" },
              sectionType: "SECTION_TYPE_ZERO_TOUCH"
            }
          }
        ]
      }
    }
  ],
  [
    "an empty response",
    `{"name":"${name}","done":true,"response":{}}`,
    { _tag: "Succeeded", name, done: true, response: { _tag: "UnknownAny", raw: {} } }
  ],
  [
    "a response that names its type only",
    `{"name":"${name}","done":true,"response":{"@type":"${type}Response"}}`,
    { _tag: "Succeeded", name, done: true, response: { _tag: "DevicesResponse" } }
  ],
  [
    "a response of another type",
    `{"name":"${name}","done":true,"response":{"@type":"x/Y","a":[1,null]},"metadata":{"b":1}}`,
    {
      _tag: "Succeeded",
      name,
      done: true,
      metadata: { _tag: "UnknownAny", raw: { b: 1 } },
      response: { _tag: "UnknownAny", typeUrl: "x/Y", raw: { "@type": "x/Y", a: [1, null] } }
    }
  ],
  [
    "metadata and response in each other's place",
    `{"name":"${name}","done":true,"response":{"@type":"${type}Metadata"},"metadata":{"@type":"${type}Response"}}`,
    {
      _tag: "Succeeded",
      name,
      done: true,
      metadata: {
        _tag: "UnknownAny",
        typeUrl: `${type}Response`,
        raw: { "@type": `${type}Response` }
      },
      response: {
        _tag: "UnknownAny",
        typeUrl: `${type}Metadata`,
        raw: { "@type": `${type}Metadata` }
      }
    }
  ],
  [
    "metadata and a response that are malformed",
    `{"name":"${name}","done":true,"metadata":{"@type":"${type}Metadata","progress":"much"},"response":{"@type":"${type}Response","perDeviceStatus":"none"}}`,
    {
      _tag: "Succeeded",
      name,
      done: true,
      metadata: {
        _tag: "UnknownAny",
        typeUrl: `${type}Metadata`,
        raw: { "@type": `${type}Metadata`, progress: "much" }
      },
      response: {
        _tag: "UnknownAny",
        typeUrl: `${type}Response`,
        raw: { "@type": `${type}Response`, perDeviceStatus: "none" }
      }
    }
  ],
  [
    "a response that is no object",
    `{"name":"${name}","done":true,"response":"ok"}`,
    { _tag: "Succeeded", name, done: true, response: { _tag: "UnknownAny", raw: "ok" } }
  ],
  [
    "the odd forms of ProtoJSON",
    `{"name":"${name}","done":true,"error":null,"new":{"a":1},
      "metadata":{"@type":"${type}Metadata","progress":"1e2","devicesCount":2.0,"processingStatus":3,"new":null},
      "response":{"@type":"${type}Response","successCount":"1","perDeviceStatus":[
        {"result":{"status":"SINGLE_DEVICE_STATUS_SUCCESS","deviceId":9007199254740991,"errorMessage":null},"claim":null},
        {"result":{"status":"SINGLE_DEVICE_STATUS_BRAND_NEW","deviceId":"1234567890123456789","errorIdentifier":"NEW"}},
        {"result":{"status":4}}]}}`,
    {
      _tag: "Succeeded",
      name,
      done: true,
      metadata: {
        _tag: "DevicesMetadata",
        progress: 100,
        devicesCount: 2,
        processingStatus: "3"
      },
      response: {
        _tag: "DevicesResponse",
        successCount: 1,
        perDeviceStatus: [
          { result: { ...success, deviceId: DeviceId.from("9007199254740991") } },
          {
            result: {
              status: "SINGLE_DEVICE_STATUS_BRAND_NEW",
              deviceId: DeviceId.from("1234567890123456789"),
              errorIdentifier: "NEW"
            }
          },
          { result: { status: "4" } }
        ]
      }
    }
  ],
  [
    "an error",
    `{"name":"${name}","done":true,"error":{"code":7,"message":"no","details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"R"},{"@type":"x/Y"}]},"metadata":{"@type":"${type}Metadata"}}`,
    {
      _tag: "Failed",
      name,
      done: true,
      metadata: { _tag: "DevicesMetadata" },
      error: {
        code: 7,
        message: "no",
        details: [
          { _tag: "ErrorInfo", reason: "R" },
          { _tag: "UnknownAny", typeUrl: "x/Y", raw: { "@type": "x/Y" } }
        ]
      }
    }
  ],
  [
    "both an error and a response",
    `{"name":"${name}","done":true,"error":{"code":13},"response":{"@type":"${type}Response","successCount":1}}`,
    {
      _tag: "Failed",
      name,
      done: true,
      error: { code: 13, message: "", details: [] },
      response: { _tag: "DevicesResponse", successCount: 1 }
    }
  ],
  [
    "an empty error",
    `{"name":"${name}","done":true,"error":{}}`,
    { _tag: "Failed", name, done: true, error: { code: 0, message: "", details: [] } }
  ],
  [
    "an error with an unknown code and details that are no list",
    `{"name":"${name}","done":true,"error":{"code":"-17","details":"oops"}}`,
    {
      _tag: "Failed",
      name,
      done: true,
      error: { code: -17, message: "", details: [{ _tag: "UnknownAny", raw: "oops" }] }
    }
  ],
  ["done alone", `{"name":"${name}","done":true}`, { _tag: "DoneWithoutResult", name, done: true }],
  [
    "done with null for a result",
    `{"name":"${name}","done":true,"error":null,"response":null,"metadata":{"@type":"${type}Metadata","progress":100}}`,
    {
      _tag: "DoneWithoutResult",
      name,
      done: true,
      metadata: { _tag: "DevicesMetadata", progress: 100 }
    }
  ],
  [
    "a field named __proto__",
    `{"name":"${name}","__proto__":{"done":true,"response":{}}}`,
    { _tag: "Running", name, done: false }
  ]
]
