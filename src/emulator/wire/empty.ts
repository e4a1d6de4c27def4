/**
 * The message that has no fields.
 *
 * @since 0.1.0
 */
import { message } from "../Kinds.ts"

/** An answer that says nothing but that all went well. */
export const empty = message("Empty", {})
