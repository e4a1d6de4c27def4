/**
 * What is sent of a listing: which page, and how long it is.
 */
import {
  type FindByIdentifierInput,
  type FindByOwnerInput,
  FindDevicesByDeviceIdentifierRequest,
  FindDevicesByOwnerRequest
} from "../PartnerDeviceMessages.ts"
import { checkRange, checkSearch, checkSection } from "./checks.ts"
import { type Check, checkId, encoder, type Prepare, prepare, type Report } from "./request.ts"

/** A page in the query. */
export const pageQuery = (
  range: readonly [minimum: number, maximum: number],
  defaultSize?: number
): Prepare<{
  readonly pageSize?: number | undefined
  readonly pageToken?: string | undefined
}> =>
  prepare(({ pageSize = defaultSize, pageToken }, report) => {
    checkRange(pageSize, range, report, "pageSize")
    return {
      query: { pageSize: pageSize === undefined ? undefined : String(pageSize), pageToken },
      pageToken
    }
  })

/** The one page of a list that has no others. */
export const onePage: Prepare<{ readonly pageToken?: string | undefined }> = prepare(() => ({}))

/** Of a page whose size has no documented maximum. */
export const anySize = [0, 2 ** 31 - 1] as const

/** The size of a page in the body, where it is an int64. */
const limitOf = ({ limit = 100 }: { readonly limit?: number }, report: Report): string => {
  checkRange(limit, [1, 100], report, "limit")
  return String(limit)
}

const encodeByIdentifier = encoder(FindDevicesByDeviceIdentifierRequest, checkSearch)

export const findByIdentifier = prepare<FindByIdentifierInput>((input, report) => ({
  body: encodeByIdentifier({ ...input, limit: limitOf(input, report) }, report),
  pageToken: input.pageToken
}))

const checkOwners: Check<typeof FindDevicesByOwnerRequest.Type> = (input, report) => {
  const { customerId = [], googleWorkspaceCustomerId = [], sectionType } = input
  checkSection(sectionType, report)
  if (customerId.length + googleWorkspaceCustomerId.length === 0) {
    report("required", "customerId", "is empty, and so is googleWorkspaceCustomerId")
  }
  for (const [i, id] of customerId.entries()) checkId(id, report, `customerId[${i}]`)
}

const encodeByOwner = encoder(FindDevicesByOwnerRequest, checkOwners)

export const findByOwner = prepare<FindByOwnerInput>((input, report) => ({
  body: encodeByOwner({ ...input, limit: limitOf(input, report) }, report),
  pageToken: input.pageToken
}))
