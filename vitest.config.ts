import { defineConfig } from "vitest/config"

export default defineConfig({
  // `effect-zero-touch/X` is the source, not the build (see `exports` in package.json).
  resolve: { conditions: ["effect-zero-touch:source"] },
  ssr: { resolve: { conditions: ["effect-zero-touch:source"] } },
  test: {
    // As many as there are cores on the smallest machine; the default leaves one of two idle.
    maxWorkers: 2,
    include: ["test/**/*.test.ts", "examples/**/*.test.ts"],
    // A machine that is busy with something else can take five seconds for what takes one.
    testTimeout: 30_000,
    reporters: ["default", "./scripts/summary-reporter.ts"],
    // Type tests: tsc reads them, and a wrong type fails `npm test` as any other test would.
    typecheck: { enabled: true, include: ["test/**/*.test-d.ts"] }
  }
})
