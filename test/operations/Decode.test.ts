import { assert, it } from "@effect/vitest"
import { join } from "node:path"
import { root, run, sourceCondition } from "../../scripts/run.ts"

it("reads the same where code generation is forbidden", () => {
  const script = join(root, "test/support/decodeDevices.ts")
  const free = run(process.execPath, [sourceCondition, script])
  const forbidden = run(process.execPath, [
    "--disallow-code-generation-from-strings",
    sourceCondition,
    script
  ])
  assert.isTrue(free.ok && forbidden.ok, free.output + forbidden.output)
  const values: ReadonlyArray<unknown> = JSON.parse(free.stdout)
  assert.lengthOf(values, 7)
  assert.include(free.stdout, '"_tag":"DevicesResponse","perDeviceStatus":[{"result":')
  assert.strictEqual(forbidden.stdout, free.stdout)
})
