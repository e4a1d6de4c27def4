/**
 * By what two names of a device are compared: texts that are equal when they name the same device.
 */

/** A device as requests and echoes name it: by its hardware, or by the service's record of it. */
export interface NamedDevice {
  readonly deviceId?: string
  readonly deviceIdentifier?: {
    readonly imei?: string
    readonly imei2?: string
    readonly meid?: string
    readonly meid2?: string
    readonly serialNumber?: string
    readonly manufacturer?: string
    readonly model?: string
  }
}

/** What a key is made of. A serial number counts together with manufacturer and model. */
export type DeviceKeyKind = "deviceId" | "imei" | "meid" | "serialNumber"

/**
 * Visits the keys of a device, one for each way in which it is named. Two devices are the same when
 * they share a key of the same kind: an IMEI counts in either slot, a MEID in any case and with or
 * without its check digit. On the wire an empty text is an absent field.
 */
export const forEachDeviceKey = (
  { deviceId, deviceIdentifier }: NamedDevice,
  visit: (kind: DeviceKeyKind, key: string) => void
): void => {
  if (deviceId !== undefined && deviceId !== "") visit("deviceId", deviceId)
  if (deviceIdentifier === undefined) return
  const { imei, imei2, manufacturer, meid, meid2, model, serialNumber } = deviceIdentifier
  if (imei !== undefined && imei !== "") visit("imei", imei)
  if (imei2 !== undefined && imei2 !== "" && imei2 !== imei) visit("imei", imei2)
  if (meid !== undefined && meid !== "") visit("meid", normalMeid(meid))
  if (meid2 !== undefined && meid2 !== "" && meid2 !== meid) visit("meid", normalMeid(meid2))
  if (serialNumber !== undefined && serialNumber !== "") {
    visit("serialNumber", JSON.stringify([serialNumber, manufacturer ?? "", model ?? ""]))
  }
}

/** The keys of a device as a list, each with its kind in front. */
export const deviceKeys = (device: NamedDevice): ReadonlyArray<string> => {
  const keys: Array<string> = []
  forEachDeviceKey(device, (kind, key) => keys.push(`${kind} ${key}`))
  return keys
}

/** A MEID in upper case, without its check digit. */
export const normalMeid = (meid: string): string => {
  const upper = meid.toUpperCase()
  return /^[\dA-F]{15}$/.test(upper) ? upper.slice(0, 14) : upper
}
