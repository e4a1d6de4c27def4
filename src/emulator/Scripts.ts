/**
 * Operations whose course a test has written down, reply by reply.
 *
 * @since 0.1.0
 */
import * as Duration from "effect/Duration"
import type { Reply } from "./Reply.ts"

/**
 * A step of a scripted operation. With `after` it begins that long (in virtual time) after the step
 * before it began, whether anybody asked meanwhile or not; without, it is for the first GET after
 * one that got the step before it. The first step begins with the script; the last one stays.
 *
 * @category models
 * @since 0.1.0
 */
export interface ScriptStep {
  readonly after?: Duration.Input
  readonly reply: Reply
}

interface Script {
  readonly steps: ReadonlyArray<ScriptStep>
  index: number
  enteredAt: number
  used: boolean
}

/** All scripts, by the names of their operations. */
export interface Scripts {
  /** Sets, replaces, or (with no steps) removes a script. */
  readonly set: (name: string, steps: ReadonlyArray<ScriptStep>, now: number) => void
  /** The reply that a GET takes now. */
  readonly take: (name: string, now: number) => Reply | undefined
}

/** No scripts. */
export const make = (): Scripts => {
  const scripts = new Map<string, Script>()

  // When the next step begins, if it does so by now.
  const beginOfNext = (script: Script, now: number): number | undefined => {
    const next = script.steps[script.index + 1]
    if (next === undefined) return undefined
    if (next.after === undefined) return script.used ? now : undefined
    const begin = script.enteredAt + Duration.toMillis(next.after)
    return begin <= now ? begin : undefined
  }

  return {
    set: (name, steps, now) => {
      if (steps.length === 0) scripts.delete(name)
      else scripts.set(name, { steps, index: 0, enteredAt: now, used: false })
    },
    take: (name, now) => {
      const script = scripts.get(name)
      if (script === undefined) return undefined
      for (;;) {
        const begin = beginOfNext(script, now)
        if (begin === undefined) break
        script.index += 1
        script.enteredAt = begin
        script.used = false
      }
      script.used = true
      return script.steps[script.index]?.reply
    }
  }
}
