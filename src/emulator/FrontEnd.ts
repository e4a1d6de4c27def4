/**
 * Everything between the wire and the service: routing, authentication, the common parameters, the
 * reading of bodies, and the form of answers and errors.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import { authenticate } from "./Authentication.ts"
import type { Auth } from "./Authentication.ts"
import * as Docs from "./Docs.ts"
import * as Fields from "./Fields.ts"
import * as Http from "./Http.ts"
import type { EmulatorRequest, Wait } from "./Http.ts"
import * as Messages from "./Messages.ts"
import * as Methods from "./Methods.ts"
import * as Query from "./Query.ts"
import * as Quota from "./Quota.ts"
import { render } from "./Render.ts"
import type { Rendered } from "./Render.ts"
import type { RecordedRequest } from "./RequestLog.ts"
import * as Router from "./Router.ts"
import { badRequest, envelope } from "./ServiceError.ts"
import type { ErrorFormat, ServiceError } from "./ServiceError.ts"
import type { Service } from "./Service.ts"
import type { Terms } from "./Seed.ts"
import { checkTerms } from "./TermsOfService.ts"

/** Answers one request with the service's own answer. */
export type FrontEnd = (
  request: EmulatorRequest,
  recorded: RecordedRequest,
  options: {
    readonly auth: Auth
    readonly quota: Quota.Quota
    readonly terms: Terms
    readonly format: ErrorFormat
    readonly now: number
    readonly wait: Wait
  }
) => Effect.Effect<Rendered>

/** The front end of a service. */
export const make = (service: Service): FrontEnd => {
  const table = Methods.all(service)
  const route = Router.make(table)
  const docs = Docs.make(table)
  const meter = Quota.make()

  return (request, recorded, { auth, format, now, quota, terms, wait }) => {
    const match = route(request.method, recorded.path)
    if (match === undefined) {
      const page = request.method === "GET" ? docs(recorded.path) : undefined
      return Effect.succeed(page ?? Http.html(404))
    }
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
        yield* meter(quota, recorded, now)
        const query = yield* Query.parse(recorded.query, method)
        const params = Router.decode(match.params)
        if (params === undefined) {
          return yield* badRequest([
            { field: "", description: "Malformed percent-encoding in path" }
          ])
        }
        const body = Messages.read(
          method.body === undefined ? new Uint8Array(0) : request.body,
          method.body?.fields ?? {}
        )
        if (body._tag === "Wrong") return yield* badRequest(body.violations)
        yield* checkTerms(
          method,
          { params, headers: recorded.headers },
          { companies: service.companies, terms }
        )
        service.batches.advance(now)
        const call = { params, query: query.own, body: body.message, now }
        return yield* Effect.flatMap(method.handle(call), (answer) => answered(answer, query))
      })
    )
  }
}
