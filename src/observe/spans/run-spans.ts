import { SpanKind, type Attributes } from '@opentelemetry/api'
import type {
  ObservedRun,
  ObservedRunEnd,
  RequestObserver,
  RunObserver,
} from '../../turn/events/observer.ts'
import { FanfoldError } from '../../call/errors/error.ts'
import { errorText } from '../../util/error-text.ts'
import { redactError } from '../../util/error-length.ts'
import { Barrier } from './barrier.ts'
import { errorType } from './attributes/call.ts'
import { nameOf, providerName } from './attributes/names.ts'
import { RequestSpan, type RunUse } from './request-span.ts'
import { TimedSpan, type SpanError } from './timed-span.ts'
import type { SpansOfEngine } from './turn-spans.ts'

/** How runs end that have gone wrong. */
const errors: ReadonlySet<string> = new Set(['broken', 'lost', 'all-failed', 'deadline'])

/** The span of one run of an agent. What the run does hangs beneath it. */
export class RunSpans implements RunObserver {
  readonly warnings: string[] = []
  readonly #engine: SpansOfEngine
  readonly #barrier = new Barrier((warning) => {
    if (!this.warnings.includes(warning)) this.warnings.push(warning)
  })
  readonly #model: Attributes
  readonly #provider: Attributes
  readonly #span: TimedSpan
  /** Since it began here: what a journal brought counted in an earlier span. */
  readonly #used: RunUse = { requests: 0, inputTokens: 0, outputTokens: 0, calls: 0 }

  constructor(engine: SpansOfEngine, { format, model }: ObservedRun) {
    this.#engine = engine
    this.#model = { 'gen_ai.request.model': nameOf(model) }
    this.#provider = { 'gen_ai.provider.name': providerName(format), ...this.#model }
    this.#span = new TimedSpan(engine, this.#barrier, 'invoke_agent', {
      kind: SpanKind.INTERNAL,
      attributes: { 'gen_ai.operation.name': 'invoke_agent', ...this.#provider },
    })
  }

  around<Begun>(begin: () => Begun): Begun {
    return this.#span.around(begin)
  }

  request(): RequestObserver {
    this.#used.requests += 1
    return new RequestSpan(this.#engine, this.#barrier, this.#provider, this.#used)
  }

  ended(runId: string, { outcome, stats }: ObservedRunEnd): void {
    const { inputTokens, outputTokens, requests } = this.#used
    // Calls that a conversation was handed over with came with no message.
    const calls = requests === stats.requests ? stats.calls : this.#used.calls
    const attributes = {
      'fanfold.run.outcome': outcome,
      'fanfold.run.requests': requests,
      'fanfold.run.calls': calls,
      ...(inputTokens > 0 && { 'gen_ai.usage.input_tokens': inputTokens }),
      ...(outputTokens > 0 && { 'gen_ai.usage.output_tokens': outputTokens }),
    }
    this.#end(runId, attributes, errors.has(outcome) ? { type: outcome } : undefined)
  }

  failed(runId: string, thrown: unknown): void {
    const message = redactError(errorText(thrown))
    this.#end(runId, {}, { type: codeOf(thrown), message, thrown })
  }

  #end(runId: string, attributes: Attributes, error: SpanError | undefined): void {
    const tookS = this.#span.end({ 'fanfold.run.id': nameOf(runId), ...attributes }, error)
    if (tookS === undefined) return
    const labels = { ...this.#model, ...errorType(error?.type) }
    this.#barrier.try(() => this.#engine.metrics.get().run.record(tookS, labels))
  }
}

/** A run fails with an error of the package's own. */
function codeOf(thrown: unknown): string {
  return FanfoldError.is(thrown) ? thrown.code : '_OTHER'
}
