/**
 * Whether two states of an operation are the same. They may be large, and mostly differ early, in
 * their progress: so they are walked side by side, up to the first difference. (Effect's `Equal`
 * begins with a hash of the whole of both.)
 */
import * as Equal from "effect/Equal"
import * as Predicate from "effect/Predicate"
import type { Operation } from "./Operation.ts"

export const same = (a: unknown, b: unknown): boolean => {
  if (Object.is(a, b)) return true
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((item, at) => same(item, b[at]))
  }
  // durations and the like know by themselves
  if (!isPlain(a) || !isPlain(b)) return Equal.equals(a, b)
  const keys = Object.keys(a)
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && same(a[key], b[key]))
  )
}

const isPlain = (u: unknown): u is Readonly<Record<string, unknown>> =>
  Predicate.isObject(u) && !Array.isArray(u) && !Equal.isEqual(u)

/** Whether two states are the same; a delay that the service asks for is no change of the operation. */
export const isSameState = (a: Operation | undefined, b: Operation | undefined): boolean =>
  same(bare(a), bare(b))

const bare = (state: Operation | undefined): Operation | undefined => {
  if (state?._tag !== "Running" || state.retryAfter === undefined) return state
  const { retryAfter: _, ...rest } = state
  return rest
}
