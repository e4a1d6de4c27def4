import { join } from "node:path"
import { defineConfig } from "vitest/config"

const root = join(import.meta.dirname, "..", "..")

export default defineConfig({
  root,
  resolve: { conditions: ["effect-zero-touch:source"] },
  ssr: { resolve: { conditions: ["effect-zero-touch:source"] } },
  test: {
    include: ["test/long/*.long.ts"],
    reporters: ["default", join(root, "scripts", "summary-reporter.ts")],
    testTimeout: 60_000,
    hookTimeout: 90_000
  }
})
