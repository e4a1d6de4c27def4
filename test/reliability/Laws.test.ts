/**
 * Laws of waiting, over courses, schedules, limits and deadlines that nobody thought of. What should
 * happen is worked out by a second loop, in waitModel.ts.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Schema from "effect/Schema"
import type { Operation } from "effect-zero-touch"
import { isDeepStrictEqual } from "node:util"
import { running } from "../support/transports.ts"
import { type Course, courseOf, name, seedOf, upTo, Wait } from "./waitModel.ts"
import {
  bare,
  endOf,
  look,
  play,
  successIn,
  timeoutIn,
  withDeadline,
  worlds
} from "./waitWorlds.ts"

const manyRuns = { arbitrary: { runs: 300, seed: "laws" }, timeout: 30_000 }
const fewRuns = { arbitrary: { runs: 60, seed: "laws" }, timeout: 30_000 }

/** Somebody else who waits: since when in tens of milliseconds, for how long in tenths of a second. */
const Other = Schema.Struct({
  from: upTo(1000),
  timeout: upTo(200, 1),
  seeded: Schema.Boolean,
  watches: Schema.Boolean
})

const sentAt = ({ polls }: Course) => polls.map(([sent]) => sent)

const isError = (end: string) => end === "ApiError" || end.startsWith("WaitEnded")

/** What a watcher's last state, or its error, is called. */
const lastOf = ({ end, states }: Course) => (isError(end) ? end : states.at(-1)?.[0]._tag)

const answeredBetween = ({ polls }: Course, from: number, to: number) =>
  polls.filter(([, answered]) => answered > from && answered < to).length

const progressOf = ({ metadata }: Operation): number =>
  (metadata?._tag === "DevicesMetadata" ? metadata.progress : undefined) ?? 0

for (const [title, makeWorld] of Object.entries(worlds)) {
  describe(`over ${title}`, () => {
    const settings = title === "the fake" ? manyRuns : fewRuns

    it.prop(
      "await polls when it should, and ends as and when it should",
      { wait: Wait },
      ({ wait }) => {
        const world = makeWorld(wait)
        const course = courseOf(wait)
        const awaiting = play(world, seedOf(wait), withDeadline(world, wait))
        world.sim.run()
        assert.strictEqual(endOf(awaiting.exit()), course.end)
        assert.strictEqual(awaiting.at(), course.at)
        assert.deepStrictEqual(world.polls(), sentAt(course))
        assert.strictEqual(world.sim.fibers() + world.sim.sleepers(), 0)
        const timeout = timeoutIn(awaiting.exit())
        if (timeout === undefined) return
        // the schedule ends with the answer of a poll, which counts
        const to = timeout.reason === "schedule" ? course.at + 1 : course.at
        assert.strictEqual(timeout.polls, answeredBetween(course, -1, to))
        assert.strictEqual(Math.round(Duration.toMillis(timeout.elapsed)), course.at)
        assert.deepStrictEqual(bare(timeout.lastState), course.states.at(-1)?.[0])
      },
      settings
    )

    it.prop(
      "watch sees each change once and as it comes, and ends as await does",
      { wait: Wait },
      ({ wait }) => {
        const world = makeWorld(wait)
        const course = courseOf(wait)
        const watching = look(world, seedOf(wait), withDeadline(world, wait))
        world.sim.run()
        assert.deepStrictEqual(watching.states, course.states)
        assert.strictEqual(endOf(watching.exit()), lastOf(course))
        assert.strictEqual(watching.at(), course.at)
        assert.deepStrictEqual(world.polls(), sentAt(course))
        assert.strictEqual(world.sim.fibers() + world.sim.sleepers(), 0)
      },
      settings
    )

    it.prop(
      "who waits for the same operation, since when and for how long ever, shares polls and end",
      { wait: Wait, others: Schema.Array(Other).check(Schema.isMaxLength(4)) },
      ({ others, wait }) => {
        const world = makeWorld(wait)
        const course = courseOf(wait)
        // between the times of all else, so that nothing happens at once
        const joining = [{ from: 0, timeout: 3, watches: false, seeded: wait.seeded }, ...others]
          .map(({ from, timeout, ...other }, index) => ({
            ...other,
            from: index === 0 ? 0 : from * 10 + 3,
            timeout: timeout * 100 + 4
          }))
          .filter(({ from }) => from < course.at)
          .map((other) => ({ ...other, course: courseOf(wait, other.from + other.timeout) }))
        const waits = joining.map(({ from, seeded, timeout, watches }, index) => {
          // the first sets the loop going, from what it knows
          const target = index === 0 ? seedOf(wait) : seeded ? running(name, 3) : name
          const options = { ...world.options, timeout }
          return watches ? look(world, target, options, from) : play(world, target, options, from)
        })
        const patient = play(world, seedOf(wait), withDeadline(world, wait))
        world.sim.run()

        assert.strictEqual(endOf(patient.exit()), course.end)
        assert.strictEqual(patient.at(), course.at)
        const last = joining.reduce(
          (longest, { course }) => (course.at > longest.at ? course : longest),
          course
        )
        assert.deepStrictEqual(world.polls(), sentAt(last))
        waits.forEach((wait, index) => {
          const other = joining[index]
          if (other === undefined) return assert.fail()
          const { course, from } = other
          assert.strictEqual(wait.at(), course.at)
          if (wait.states === undefined) {
            assert.strictEqual(endOf(wait.exit()), course.end)
            const [mine, theirs] = [wait.exit(), patient.exit()].map(successIn)
            // not another one like it: who shares a loop shares what it decoded
            if (mine !== undefined && theirs !== undefined) assert.strictEqual(mine, theirs)
            const timeout = timeoutIn(wait.exit())
            if (timeout?.reason !== "deadline") return
            assert.strictEqual(timeout.polls, answeredBetween(course, from - 1, course.at))
          } else {
            assert.strictEqual(endOf(wait.exit()), lastOf(course))
            // one who comes late begins with what is known, to the loop or to itself
            const known = course.states.findLast(([, at]) => at < from)?.[0]
            const own = index > 0 && other.seeded ? running(name, 3) : undefined
            const isNewer = own !== undefined && (known === undefined || progressOf(known) < 3)
            const first = isNewer ? own : known
            const since = course.answers.filter(([, at]) => at > from || from === 0)
            const seen = first === undefined ? since : [[first, from] as const, ...since]
            assert.deepStrictEqual(
              wait.states,
              seen.filter(([state], at) => !isDeepStrictEqual(state, seen[at - 1]?.[0]))
            )
          }
        })
        assert.strictEqual(world.sim.fibers() + world.sim.sleepers(), 0)
      },
      settings
    )
  })
}
