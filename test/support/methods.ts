/**
 * Every method of the API, by Google's names.
 */
import { customerMethods } from "./customerMethods.ts"
import { partnerMethods } from "./partnerMethods.ts"

export const methodCases = { ...partnerMethods, ...customerMethods }
