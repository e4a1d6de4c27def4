/**
 * From an input to what is sent: all that is wrong with it is found before anything leaves, and told
 * by field, as `claims[17].deviceIdentifier.imei`.
 */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as SchemaAST from "effect/SchemaAST"
import * as SchemaIssue from "effect/SchemaIssue"
import { lazy } from "../../rpc/decoder.ts"
import { copyOf, hole, reportExtras, thrown, wrongList } from "./copy.ts"
import { idFault } from "./faults.ts"
import {
  below,
  type Check,
  checked,
  isPlainObject,
  isWhole,
  makeReport,
  plainTest,
  type Problem,
  type Report,
  type Shape,
  shapeOf
} from "./input.ts"
import { checkDuplicates, isId, type NamedDevice } from "./names.ts"
import { printableValue } from "./printable.ts"

export type { Problem } from "./input.ts"

/** What goes into an HTTP request beside its path. */
export interface Prepared {
  /** JSON. It is written when the input is checked, so that a later change of the input is not sent. */
  readonly body?: string | undefined
  readonly query?: Readonly<Record<string, string | undefined>>
  /** The page that is asked for, wherever it stands. */
  readonly pageToken?: string | undefined
}

/** Makes what is sent of an input and the ids in the path, or says all that is wrong with them. */
export type Prepare<Input> = (
  ids: Readonly<Record<string, string>>,
  input: Input
) => Effect.Effect<Prepared, ReadonlyArray<Problem>>

const checking = (
  ids: Readonly<Record<string, string>>,
  make: (report: Report) => Unwritten,
  input?: string
): Effect.Effect<Prepared, ReadonlyArray<Problem>> =>
  Effect.flatMap(
    checked((report) => {
      for (const name in ids) {
        const id = ids[name]
        if (report.isOn("ids") && !isId(id)) report("ids", name, idFault(id))
      }
      return make(report)
    }, input),
    (made) =>
      Effect.try({
        try: () => ({
          ...made,
          body: made.body === undefined ? undefined : JSON.stringify(made.body)
        }),
        // a plain input is sent as it is, and its getters run once more
        catch: (error): ReadonlyArray<Problem> => [
          { field: input ?? "request", message: thrown(error) }
        ]
      })
  )

/** What goes into a request, its body not yet written. */
interface Unwritten extends Omit<Prepared, "body"> {
  readonly body?: unknown
}

/** Nothing is sent but the path. */
export const nothing: Prepare<undefined> = (ids) => checking(ids, () => ({}))

/** What is sent of an input that has the types of a schema; `name` is that of the argument. */
export const prepare = <Input, A extends object>(
  schema: Schema.Codec<A, unknown>,
  make: (input: A, report: Report) => Unwritten,
  name?: string
): Prepare<Input> => {
  const read = reader(schema)
  return (ids, input) =>
    checking(
      ids,
      (report) => {
        const plain = read(input, report)
        return plain === undefined ? {} : make(plain, report)
      },
      name
    )
}

/** A message of a schema, checked. */
export const body = <A extends object, I>(
  schema: Schema.Codec<A, I>,
  check: Check<I> = () => {}
): Prepare<A> => {
  const encode = encoder(schema, check)
  return (ids, input) => checking(ids, (report) => ({ body: encode(input, report) }))
}

/** The most devices that Google's own library for resellers puts into one request. */
const mostDevices = 100_000

/**
 * A message that is a list of devices under a name: `{ "claims": […] }`. Each item is checked by
 * itself, and against those before it.
 */
export const listBody = <Name extends string, A, I extends NamedDevice>(
  name: Name,
  schema: Schema.Codec<A, I>,
  check: Check<I>
): Prepare<Readonly<Record<Name, ReadonlyArray<A>>>> => {
  const encode = encoder(schema, check)
  const readList = reader(Schema.Struct({ [name]: Schema.Unknown }))
  return (ids, input) =>
    checking(ids, (report) => {
      const items = listIn(input, name) ?? readList(input, report)?.[name]
      if (items === undefined) return {}
      const encoded = encodeItems(name, items, encode, report)
      return encoded === undefined ? {} : { body: { [name]: encoded } }
    })
}

/** The list in a plain input. */
const listIn = (input: unknown, name: string): ReadonlyArray<unknown> | undefined => {
  try {
    const list = isPlainObject(input) ? input[name] : undefined
    return Array.isArray(list) ? list : undefined
  } catch {
    // a getter threw; the slow way says so
    return undefined
  }
}

const encodeItems = <I extends NamedDevice>(
  name: string,
  items: unknown,
  encode: (input: unknown, report: Report) => I | undefined,
  report: Report
): ReadonlyArray<I | undefined> | undefined => {
  let index = -1
  const inside = below(report, () => (index < 0 ? name : `${name}[${index}]`))
  try {
    if (!Array.isArray(items)) return void inside("type", "", wrongList(items))
    const list: ReadonlyArray<unknown> = items
    const { length } = list
    if (length === 0) inside("required", "", "is empty; give one device at least")
    if (length > mostDevices) {
      const message = `has ${length} devices; one request takes ${mostDevices} at most, so split it`
      inside("batchSize", "", message)
    }
    if (Object.keys(list).length > length) reportExtras(list, inside)
    const encoded: Array<I | undefined> = []
    for (index = 0; index < length; index++) {
      const item = list[index]
      if (item === undefined && !(index in list)) return void inside("type", "", hole)
      encoded.push(encode(item, inside))
    }
    if (report.isOn("duplicates")) checkDuplicates(name, encoded, report)
    return encoded
  } catch (error) {
    // a getter or a proxy threw: the list holds what its caller made
    return void inside("type", "", thrown(error))
  }
}

/** Takes an input as plain objects, lists and values of the types of a schema. */
export const reader = <A>(
  schema: Schema.Codec<A, unknown>
): ((input: unknown, report: Report) => A | undefined) => {
  const ready = lazy(() => ({ shape: shapeOf(schema), isRight: Schema.is(schema) }))
  return (input, report) => {
    const { isRight, shape } = ready()
    const copy = rightCopy(shape, input, report)
    if (copy === undefined || isRight(copy)) return copy
    report("type", "", `is ${printableValue(input)}, which cannot be sent`)
    return undefined
  }
}

/** The copy of an input, or nothing when something was reported. */
const rightCopy = (shape: Shape, input: unknown, report: Report): unknown => {
  let isReported = false
  const noting = makeReport(report.isOn, ({ field, message }, check) => {
    isReported = true
    report(check, field, message)
  })
  const copy = copyOf(shape, input, noting)
  return isReported ? undefined : copy
}

/** Writes a message as JSON. What has a wrong type is reported; else the checks look at it. */
export const encoder = <A, I>(
  schema: Schema.Codec<A, I>,
  check: Check<I>
): ((input: unknown, report: Report) => I | undefined) => {
  const ready = lazy(() => {
    const shape = shapeOf(schema)
    return {
      encode: Schema.encodeUnknownResult(schema, { errors: "all" }),
      shape,
      isPlain: plainTest(shape),
      // where a schema transforms nothing, a plain input is what is sent: 100,000 claims need no copy
      isSame: isWhole(shape) && SchemaAST.toEncoded(schema.ast) === schema.ast
    }
  })
  const isEncoded = (input: unknown): input is I => ready().isSame && ready().isPlain(input)

  const encodePlain = (input: unknown): I | undefined => {
    try {
      if (isEncoded(input)) return input
      const { encode, isPlain, isSame } = ready()
      const encoded = isSame || !isPlain(input) ? undefined : encode(input)
      return encoded && Result.isSuccess(encoded) ? encoded.success : undefined
    } catch {
      // a getter threw; the slow way says which
      return undefined
    }
  }

  const encodeOdd = (input: unknown, report: Report): I | undefined => {
    const { encode, shape } = ready()
    const copy = rightCopy(shape, input, report)
    if (copy === undefined) return undefined
    const encoded = encode(copy)
    if (Result.isSuccess(encoded)) return encoded.success
    for (const { message, path = [] } of formatIssue(encoded.failure.issue).issues) {
      report("type", formatPath(path), `does not fit: ${message.replace(/^E/, "e")}`)
    }
    return undefined
  }

  return (input, report) => {
    const encoded = encodePlain(input) ?? encodeOdd(input, report)
    if (encoded === undefined) return undefined
    try {
      check(encoded, report)
    } catch (error) {
      report("type", "", thrown(error))
    }
    return encoded
  }
}

const formatIssue = SchemaIssue.makeFormatterStandardSchemaV1()

const formatPath = (path: ReadonlyArray<PropertyKey | { readonly key: PropertyKey }>): string =>
  path
    .map((segment) => (typeof segment === "object" ? segment.key : segment))
    .map((key, i) => (typeof key === "number" ? `[${key}]` : `${i === 0 ? "" : "."}${String(key)}`))
    .join("")
