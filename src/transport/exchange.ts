/**
 * One request on a dispatcher, and the bytes of its answer. undici holds the exchange while the answer
 * is on its way; the response holds it too, and is held by nothing here, so that a response which
 * nobody reads any more can be collected and its request ended.
 *
 * Nothing outside runs within a callback of undici, whose parser cannot be entered twice: an answer
 * and its bytes are handed on in a microtask. By then a small body is there as a whole, and its
 * connection is back in the pool.
 */
import type { HttpClientRequest } from "effect/http/HttpClientRequest"
import type { Dispatcher } from "undici"

type Controller = Dispatcher.DispatchController
type Headers = Readonly<Record<string, string | Array<string> | undefined>>

/** Where a request goes: `https://host:port`, and `/path?query`. */
export interface Target {
  readonly origin: string
  readonly path: string
}

/** So many bytes wait for a reader before the connection is paused. */
const highWaterMark = 64 * 1024

/** Why there is no answer, or no more of it. */
export interface Failure {
  readonly cause: unknown
  /** Whether undici refused what it was given, so that nothing was sent. */
  readonly isRefusal: boolean
}

export class Exchange implements Dispatcher.DispatchHandler {
  readonly request: HttpClientRequest
  readonly target: Target
  /** 0 until there is an answer. */
  status = 0
  headers: Headers = {}
  /** Whether the whole body is here. */
  isEnded = false
  failure: Failure | undefined = undefined

  private controller: Controller | undefined = undefined
  private abortReason: Error | undefined = undefined
  private isDispatching = false
  private chunks: Array<Uint8Array> = []
  private size = 0
  private highWaterMark = highWaterMark
  private onAnswer: (() => void) | undefined
  private onChange: (() => void) | undefined = undefined

  /** `onAnswer` runs once there is a status or a failure. */
  constructor(request: HttpClientRequest, target: Target, onAnswer: (exchange: Exchange) => void) {
    this.request = request
    this.target = target
    this.onAnswer = () => onAnswer(this)
  }

  dispatch(dispatcher: Dispatcher, options: Dispatcher.DispatchOptions): void {
    this.isDispatching = true
    try {
      dispatcher.dispatch(options, this)
    } catch (cause) {
      this.fail(cause)
    }
    this.isDispatching = false
  }

  /** Ends the request; what is here as a whole stays. */
  abort(reason: Error): void {
    if (this.isEnded || this.failure !== undefined) return
    this.abortReason = reason
    this.controller?.abort(reason)
    // not every dispatcher says so
    this.fail(reason)
  }

  /** The bytes that are here; later ones can come. */
  take(): Array<Uint8Array> {
    const { chunks } = this
    this.chunks = []
    this.size = 0
    this.resume()
    return chunks
  }

  /** Lets all bytes come, however many they are. */
  lift(): void {
    this.highWaterMark = Infinity
    this.resume()
  }

  /** Calls back, once, when there are more bytes, or no more of them: at once, if that is so now. */
  whenChanged(onChange: () => void): void {
    if (this.size > 0 || this.isEnded || this.failure !== undefined) onChange()
    else this.onChange = onChange
  }

  /** Calls back, once, at the next change. */
  whenNext(onChange: () => void): void {
    this.onChange = onChange
  }

  onRequestStart(controller: Controller): void {
    this.controller = controller
    // it was called off while there was no connection yet
    if (this.abortReason !== undefined) controller.abort(this.abortReason)
  }

  onResponseStart(_: Controller, status: number, headers: Headers): void {
    // an answer that is not final comes before the one that is
    if (status < 200 || this.failure !== undefined) return
    this.status = status
    this.headers = headers
    this.answered()
  }

  onResponseData(controller: Controller, chunk: Uint8Array): void {
    // a proxy that asks for a password gives its answer both as a failure and as data
    if (this.failure !== undefined) return
    this.chunks.push(chunk)
    this.size += chunk.byteLength
    if (this.size >= this.highWaterMark) controller.pause()
    this.changed()
  }

  onResponseEnd(): void {
    if (this.failure !== undefined) return
    this.isEnded = true
    this.changed()
  }

  onResponseError(_: Controller | null, error: unknown): void {
    this.fail(error)
  }

  private resume(): void {
    if (this.controller?.paused === true) this.controller.resume()
  }

  private fail(cause: unknown): void {
    if (this.failure !== undefined || this.isEnded) return
    this.failure = { cause, isRefusal: this.isDispatching && refusals.has(codeOf(cause)) }
    if (this.status === 0) this.answered()
    else this.changed()
  }

  private answered(): void {
    const { onAnswer } = this
    this.onAnswer = undefined
    if (onAnswer !== undefined) queueMicrotask(onAnswer)
  }

  private changed(): void {
    const { onChange } = this
    this.onChange = undefined
    if (onChange !== undefined) queueMicrotask(onChange)
  }
}

/** What undici says of a request that cannot be put into HTTP. */
const refusals = new Set<unknown>(["UND_ERR_INVALID_ARG", "UND_ERR_NOT_SUPPORTED"])

const codeOf = (cause: unknown): unknown =>
  typeof cause === "object" && cause !== null ? Reflect.get(cause, "code") : undefined
