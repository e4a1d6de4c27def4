import * as Effect from "effect/Effect"
import { type InvalidRequest, TransportError } from "../TransportError.ts"

/** The failure for an input that may not be sent. */
export const refuse = (
  method: string,
  reason: InvalidRequest,
  idempotent = true
): Effect.Effect<never, TransportError> =>
  Effect.fail(new TransportError({ method, reason, idempotent, tries: 0 }))
