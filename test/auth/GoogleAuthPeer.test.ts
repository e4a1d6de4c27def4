/** google-auth-library is an optional peer: without it, this is one sentence, in a process of its own. */
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { execFile } from "node:child_process"
import { sourceCondition } from "../../scripts/run.ts"

/** Imports the entry where the library is not installed, and asks for a token. */
const program = `
  import { registerHooks } from "node:module"
  registerHooks({
    resolve: (name, context, next) =>
      next(name === "google-auth-library" ? "google-auth-library-is-not-here" : name, context)
  })
  const { Effect } = await import("effect")
  const { Credentials, OAuthScope } = await import("effect-zero-touch")
  const { GoogleAuth } = await import("effect-zero-touch/GoogleAuth")
  for (const options of [{}, { credentials: { key: { type: "authorized_user" } } }]) {
    const token = Effect.flatMap(Credentials, ({ token }) => token(OAuthScope.partner))
    const live = GoogleAuth.layer(options)
    const error = await Effect.runPromise(Effect.flip(Effect.provide(token, live)))
    console.log(error.reason._tag, error.isTransient, error.message)
  }
`

it.effect("without google-auth-library, the first token fails with how to install it", () =>
  Effect.gen(function* () {
    const output = yield* Effect.callback<string>((resume) => {
      const args = [sourceCondition, "--input-type=module", "--eval", program]
      const child = execFile(process.execPath, args, (_error, stdout, stderr) =>
        resume(Effect.succeed(`${stdout}${stderr}`))
      )
      return Effect.sync(() => child.kill("SIGKILL"))
    })
    const says =
      "CredentialsError false no usable credentials: GoogleAuth needs google-auth-library, which cannot be loaded; install it: npm install google-auth-library"
    assert.deepStrictEqual(output.trim().split("\n"), [says, says])
  })
)
