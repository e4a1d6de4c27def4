/**
 * Ends a test run with one plain line, `N passed, N failed`, for people and programs that only look
 * at the end. A file that cannot be loaded and an error outside of any test count as failures.
 */
import type { Reporter } from "vitest/node"

export default class SummaryReporter implements Reporter {
  onTestRunEnd: NonNullable<Reporter["onTestRunEnd"]> = (modules, unhandledErrors) => {
    const tests = modules.flatMap((module) => [...module.children.allTests()])
    const count = (state: string) => tests.filter((test) => test.result().state === state).length
    const outside = modules.reduce(
      (sum, module) => sum + module.errors().length + suiteErrors(module),
      unhandledErrors.length
    )
    const skipped = count("skipped") + count("pending")
    const rest = skipped === 0 ? "" : `, ${skipped} skipped`
    console.log(`${count("passed")} passed, ${count("failed") + outside} failed${rest}`)
  }
}

type Modules = Parameters<NonNullable<Reporter["onTestRunEnd"]>>[0]

const suiteErrors = (module: Modules[number]): number =>
  [...module.children.allSuites()].reduce((sum, suite) => sum + suite.errors().length, 0)
