/**
 * Google's library has a debug log of its own, which an environment variable switches on for the
 * whole process: so this runs in a process of its own.
 */
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { spawn } from "node:child_process"
import { sourceCondition } from "../../scripts/run.ts"
import { endpoint, file, serviceAccountKey, signIn, sts, workload } from "./googleAuthSupport.ts"

/** Gets a token with the library itself, or with GoogleAuth, and prints what else is printed. */
const program = (how: "ours" | "theirs") => `
  import { Effect, Layer } from "effect"
  import { JWT } from "google-auth-library"
  import { Credentials, OAuthScope } from "effect-zero-touch"
  import { GoogleAuth } from "effect-zero-touch/GoogleAuth"
  const { keys, url } = JSON.parse(process.env.INPUT)
  const ours = (options) =>
    Effect.runPromise(
      Effect.gen(function* () {
        const { token } = yield* Credentials
        yield* token(OAuthScope.partner)
      }).pipe(Effect.provide(GoogleAuth.layer(options)))
    )
  const theirs = ({ client_email: email, private_key: key }) =>
    new JWT({
      email,
      key,
      transporterOptions: { adapter: (request, send) => send({ ...request, url: new URL(url) }) }
    }).getAccessToken()
  const impersonate = { serviceAccount: "a@example.com", endpoint: url }
  if ("${how}" === "ours") {
    for (const key of keys) await ours({ credentials: { key } })
    // of the metadata server
    await ours({})
    await ours({ impersonate })
  }
  else await theirs(keys[0])
  console.log("done")
`

const run = (
  how: "ours" | "theirs",
  input: { readonly url: string; readonly keys: ReadonlyArray<object> }
) =>
  Effect.callback<string>((resume) => {
    const args = [sourceCondition, "--input-type=module", "--eval", program(how)]
    const child = spawn(process.execPath, args, {
      env: {
        PATH: process.env["PATH"],
        INPUT: JSON.stringify(input),
        GOOGLE_SDK_NODE_LOGGING: "all",
        GCE_METADATA_HOST: new URL(input.url).host
      }
    })
    let output = ""
    const collect = (chunk: unknown) => (output += String(chunk))
    child.stdout.on("data", collect)
    child.stderr.on("data", collect)
    child.once("close", () => resume(Effect.succeed(output)))
    return Effect.sync(() => child.kill("SIGKILL"))
  })

it.effect(
  "the library's debug log says nothing of keys and tokens",
  () =>
    Effect.gen(function* () {
      const google = yield* endpoint((asked, count) => ({
        ...sts(asked, count),
        headers: { "metadata-flavor": "Google" }
      }))
      const input = {
        url: google.url,
        keys: [
          serviceAccountKey(google.url),
          signIn(google.url),
          workload(google.url, yield* file("subject-token-1"))
        ]
      }
      const [ours, theirs] = yield* Effect.all([run("ours", input), run("theirs", input)], {
        concurrency: 2
      })
      assert.strictEqual(ours, "done\n")
      assert.include(theirs, "done")
      assert.match(theirs, /token-\d/, "by itself it prints them")
      assert.lengthOf(google.asked, 7)
    }),
  60_000
)
