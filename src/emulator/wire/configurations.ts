/**
 * The messages that are about configurations and DPCs, field by field.
 *
 * @since 0.1.0
 */
import { bool, duration, int64, list, message, output, string } from "../Kinds.ts"

export const configuration = message("Configuration", {
  name: output(string),
  configurationId: output(int64),
  configurationName: string,
  dpcResourcePath: string,
  dpcExtras: string,
  companyName: string,
  contactEmail: string,
  contactPhone: string,
  customMessage: string,
  isDefault: bool,
  forcedResetTime: duration
})

export const listConfigurationsResponse = message("CustomerListConfigurationsResponse", {
  configurations: list(configuration)
})

const dpc = message("Dpc", {
  name: output(string),
  packageName: output(string),
  dpcName: output(string)
})

export const listDpcsResponse = message("CustomerListDpcsResponse", { dpcs: list(dpc) })
