/**
 * What is sent of a listing: which page, and how long it is.
 */
import * as Schema from "effect/Schema"
import {
  type FindByIdentifierInput,
  type FindByOwnerInput,
  FindDevicesByDeviceIdentifierRequest,
  FindDevicesByOwnerRequest
} from "../PartnerDeviceMessages.ts"
import { checkId, checkRange, checkSearch, checkSection } from "./checks.ts"
import { text } from "./fields.ts"
import type { Check, Report } from "./input.ts"
import { encoder, type Prepare, prepare } from "./request.ts"

const size = Schema.optionalKey(Schema.Number)

/** A page in the query. */
export const pageQuery = (
  range: readonly [minimum: number, maximum: number],
  defaultSize?: number
): Prepare<{
  readonly pageSize?: number | undefined
  readonly pageToken?: string | undefined
}> =>
  prepare(
    Schema.Struct({ pageSize: size, pageToken: text }),
    ({ pageSize = defaultSize, pageToken }, report) => {
      checkRange(pageSize, range, report, "pageSize")
      return {
        query: { pageSize: pageSize === undefined ? undefined : String(pageSize), pageToken },
        pageToken
      }
    },
    "options"
  )

/** The one page of a list that has no others. */
export const onePage: Prepare<{ readonly pageToken?: string | undefined }> = prepare(
  Schema.Struct({}),
  () => ({})
)

/** Of a page whose size has no documented maximum. */
export const anySize = [0, 2 ** 31 - 1] as const

/** The size of a page in the body, where it is an int64. */
const limitOf = (limit: number, report: Report): string => {
  checkRange(limit, [1, 100], report, "limit")
  return String(limit)
}

const encodeByIdentifier = encoder(FindDevicesByDeviceIdentifierRequest, checkSearch)

export const findByIdentifier: Prepare<FindByIdentifierInput> = prepare(
  Schema.Struct({ ...FindDevicesByDeviceIdentifierRequest.fields, limit: size }),
  ({ limit = 100, ...input }, report) => ({
    body: encodeByIdentifier({ ...input, limit: limitOf(limit, report) }, report),
    pageToken: input.pageToken
  })
)

const checkOwners: Check<typeof FindDevicesByOwnerRequest.Encoded> = (input, report) => {
  const { customerId = [], googleWorkspaceCustomerId = [], sectionType } = input
  checkSection(sectionType, report)
  if (customerId.length + googleWorkspaceCustomerId.length === 0) {
    const message =
      "names no customer, and neither does googleWorkspaceCustomerId; give at least one"
    report("required", "customerId", message)
  }
  for (const [i, id] of customerId.entries()) checkId(id, report, `customerId[${i}]`)
}

const encodeByOwner = encoder(FindDevicesByOwnerRequest, checkOwners)

export const findByOwner: Prepare<FindByOwnerInput> = prepare(
  Schema.Struct({ ...FindDevicesByOwnerRequest.fields, limit: size }),
  ({ limit = 100, ...input }, report) => ({
    body: encodeByOwner({ ...input, limit: limitOf(limit, report) }, report),
    pageToken: input.pageToken
  })
)
