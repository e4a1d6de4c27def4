/**
 * Everything between the wire and the service: routing, authentication, the common parameters, the
 * reading of bodies, and the form of answers and errors.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import { authenticate } from "./Authentication.ts"
import type { Auth } from "./Authentication.ts"
import * as Fields from "./Fields.ts"
import * as Http from "./Http.ts"
import type { EmulatorRequest, Wait } from "./Http.ts"
import * as Messages from "./Messages.ts"
import * as Operations from "./methods/Operations.ts"
import * as PartnerDevices from "./methods/PartnerDevices.ts"
import * as Query from "./Query.ts"
import { render } from "./Render.ts"
import type { Rendered } from "./Render.ts"
import type { RecordedRequest } from "./RequestLog.ts"
import * as Router from "./Router.ts"
import { badRequest, envelope } from "./ServiceError.ts"
import type { ErrorFormat, ServiceError } from "./ServiceError.ts"
import type { Service } from "./Service.ts"

/** Answers one request with the service's own answer. */
export type FrontEnd = (
  request: EmulatorRequest,
  recorded: RecordedRequest,
  options: {
    readonly auth: Auth
    readonly format: ErrorFormat
    readonly now: number
    readonly wait: Wait
  }
) => Effect.Effect<Rendered>

/** The front end of a service. All methods are here. */
export const make = (service: Service): FrontEnd => {
  const route = Router.make([...Operations.methods(service), ...PartnerDevices.methods(service)])

  return (request, recorded, { auth, format, now, wait }) => {
    const match = route(request.method, recorded.path)
    if (match === undefined) return Effect.succeed(Http.html(404))
    const { method } = match

    const answered = (
      answer: Router.Answer,
      form: Query.ResponseForm
    ): Effect.Effect<Rendered, ServiceError> => {
      if (answer._tag === "Scripted") {
        const own = Effect.flatMap(answer.service, (inner) => answered(inner, form))
        return render(answer.reply, { service: refused(own), format, wait })
      }
      const { message } = answer
      const { selection, pretty } = form
      return Effect.succeed(
        Http.json(
          200,
          selection === undefined ? message : Fields.selectObject(message, selection),
          {
            pretty
          }
        )
      )
    }

    const refused = (answer: Effect.Effect<Rendered, ServiceError>): Effect.Effect<Rendered> =>
      Effect.catchTag(answer, "ServiceError", ({ content }) =>
        Effect.succeed(envelope(content, { format, pretty: Query.pretty(recorded.query) }))
      )

    return refused(
      Effect.gen(function* () {
        yield* authenticate(auth, recorded, method.id)
        const form = yield* Query.parse(recorded.query, method)
        const params = Router.decode(match.params)
        if (params === undefined) {
          return yield* badRequest([
            { field: "", description: "Malformed percent-encoding in path" }
          ])
        }
        const body = Messages.read(
          method.body === undefined ? new Uint8Array(0) : request.body,
          method.body ?? {}
        )
        if (body._tag === "Wrong") return yield* badRequest(body.violations)
        service.batches.advance(now)
        const call = { params, query: recorded.query, body: body.message, now }
        return yield* Effect.flatMap(method.handle(call), (answer) => answered(answer, form))
      })
    )
  }
}
