import { SpanKind, type Attributes } from '@opentelemetry/api'
import { httpFacts } from '../../util/http-error.ts'
import type { ObservedMessage, RequestObserver } from '../../turn/events/observer.ts'
import { redactError } from '../../util/error-length.ts'
import { errorText } from '../../util/error-text.ts'
import type { Barrier } from './barrier.ts'
import { errorType } from './attributes/call.ts'
import { nameOf } from './attributes/names.ts'
import { TimedSpan, type SpanError } from './timed-span.ts'
import type { SpansOfEngine } from './turn-spans.ts'

/** What the requests of one invocation of a run came to. */
export interface RunUse {
  requests: number
  inputTokens: number
  outputTokens: number
  calls: number
}

/** The span of one request to the model, until its message is complete. */
export class RequestSpan implements RequestObserver {
  readonly #engine: SpansOfEngine
  readonly #barrier: Barrier
  readonly #attributes: Attributes
  readonly #used: RunUse
  readonly #span: TimedSpan

  /** @param used is added to once there is a message. */
  constructor(engine: SpansOfEngine, barrier: Barrier, provider: Attributes, used: RunUse) {
    this.#used = used
    this.#engine = engine
    this.#barrier = barrier
    this.#attributes = { 'gen_ai.operation.name': 'chat', ...provider }
    const name = `chat ${String(provider['gen_ai.request.model'])}`
    const options = { kind: SpanKind.CLIENT, attributes: this.#attributes }
    this.#span = new TimedSpan(engine, barrier, name, options)
  }

  around<Sent>(send: () => Sent): Sent {
    return this.#span.around(send)
  }

  message({ stop, usage, calls }: ObservedMessage, stopped: string | undefined): void {
    const { kind, raw, message } = stop
    const { inputTokens, outputTokens } = usage
    this.#used.inputTokens += inputTokens
    this.#used.outputTokens += outputTokens
    // What a broken stream had asked for counts when it is asked for again.
    this.#used.calls += kind === 'broken' ? 0 : calls.length
    const isError = (kind === 'broken' || kind === 'lost') && stopped === undefined
    const attributes = {
      'gen_ai.response.finish_reasons': [nameOf(raw ?? kind)],
      'fanfold.message.stop': kind === 'broken' ? (stopped ?? kind) : kind,
      ...(inputTokens > 0 && { 'gen_ai.usage.input_tokens': inputTokens }),
      ...(outputTokens > 0 && { 'gen_ai.usage.output_tokens': outputTokens }),
    }
    if (!this.#end(attributes, isError ? { type: kind, message } : undefined)) return
    this.#barrier.try(() => {
      const metrics = this.#engine.metrics.get()
      if (inputTokens > 0) metrics.inputTokens.add(inputTokens, this.#attributes)
      if (outputTokens > 0) metrics.outputTokens.add(outputTokens, this.#attributes)
    })
  }

  failed(thrown: unknown, stopped: string | undefined): void {
    if (stopped !== undefined) return void this.#end({ 'fanfold.message.stop': stopped })
    const message = redactError(errorText(thrown))
    this.#end({ 'fanfold.message.stop': 'broken' }, { type: typeOf(thrown), message, thrown })
  }

  /** Returns whether this was its end. */
  #end(attributes: Attributes, error?: SpanError): boolean {
    const tookS = this.#span.end(attributes, error)
    if (tookS === undefined) return false
    const labels = { ...this.#attributes, ...errorType(error?.type) }
    this.#barrier.try(() => this.#engine.metrics.get().inference.record(tookS, labels))
    return true
  }
}

/** The status of an HTTP error, or the error's own name. */
function typeOf(thrown: unknown): string {
  try {
    const { status } = httpFacts(thrown as object)
    if (status !== undefined) return String(status)
    return thrown instanceof Error ? thrown.name : '_OTHER'
  } catch {
    return '_OTHER'
  }
}
