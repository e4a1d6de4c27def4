/**
 * Google's library has a debug log of its own, which an environment variable switches on for the
 * whole process: so this runs in a process of its own.
 */
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { spawn } from "node:child_process"
import { sourceCondition } from "../../scripts/run.ts"
import { endpoint, serviceAccountKey, signIn, tokens } from "./googleAuthSupport.ts"

/** Gets a token with the library itself, or with GoogleAuth, and prints what else is printed. */
const program = (how: "ours" | "theirs") => `
  import { Effect, Layer } from "effect"
  import { JWT } from "google-auth-library"
  import { Credentials, OAuthScope } from "effect-zero-touch"
  import { GoogleAuth } from "effect-zero-touch/GoogleAuth"
  const { keys, url } = JSON.parse(process.env.INPUT)
  const ours = (key) =>
    Effect.runPromise(
      Effect.gen(function* () {
        const { token } = yield* Credentials
        yield* token(OAuthScope.partner)
      }).pipe(Effect.provide(GoogleAuth.layer({ credentials: { key } })))
    )
  const theirs = ({ client_email: email, private_key: key }) =>
    new JWT({
      email,
      key,
      transporterOptions: { adapter: (request, send) => send({ ...request, url: new URL(url) }) }
    }).getAccessToken()
  if ("${how}" === "ours") for (const key of keys) await ours(key)
  else await theirs(keys[0])
  console.log("done")
`

const run = (how: "ours" | "theirs", input: object) =>
  Effect.callback<string>((resume) => {
    const args = [sourceCondition, "--input-type=module", "--eval", program(how)]
    const child = spawn(process.execPath, args, {
      env: {
        PATH: process.env["PATH"],
        INPUT: JSON.stringify(input),
        GOOGLE_SDK_NODE_LOGGING: "all",
        METADATA_SERVER_DETECTION: "none"
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
      const google = yield* endpoint(tokens)
      const input = {
        url: google.url,
        keys: [serviceAccountKey(google.url), signIn(google.url)]
      }
      const [ours, theirs] = yield* Effect.all([run("ours", input), run("theirs", input)], {
        concurrency: 2
      })
      assert.strictEqual(ours, "done\n")
      assert.include(theirs, "done")
      assert.match(theirs, /token-\d/, "by itself it prints them")
      assert.lengthOf(google.asked, 3)
    }),
  60_000
)
