/**
 * What can be asked of single calls, beside what they are about.
 *
 * @since 0.1.0
 */

/**
 * @category models
 * @since 0.1.0
 */
export interface CallOptions {
  /** Google's `$.xgafv`: the format of errors, for this call. Default: the client's. */
  readonly xgafv?: "1" | "2" | undefined
  /**
   * Google's `quotaUser`: whom to count the quota against, at most 40 characters, for this call.
   * Default: the client's.
   */
  readonly quotaUser?: string | undefined
}

/**
 * @category models
 * @since 0.1.0
 */
export interface ReadOptions extends CallOptions {
  /**
   * Google's `fields`: which fields to give, such as `"name,deviceIdentifier/imei"`. What a listing
   * needs to go on always comes with them. Default: all.
   */
  readonly fields?: string | undefined
}

/**
 * @category models
 * @since 0.1.0
 */
export interface ListOptions extends ReadOptions {
  /** How many items a page has at most. The method tells its default and its range. */
  readonly pageSize?: number | undefined
  /**
   * The page to begin with: a `nextPageToken`, or the `pageToken` of the error that ended a listing.
   * Default: the first one.
   */
  readonly pageToken?: string | undefined
}
