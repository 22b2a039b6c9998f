import { AsyncLocalStorage } from 'node:async_hooks'
import {
  context,
  ROOT_CONTEXT,
  SpanStatusCode,
  trace,
  type Attributes,
  type Context,
  type ContextManager,
  type HrTime,
  type Link,
  type Meter,
  type Span,
  type SpanContext,
  type SpanOptions,
  type Tracer,
} from '@opentelemetry/api'

/** A span as it was made, and ended: how often, too. */
export interface Recorded {
  readonly name: string
  readonly kind: number | undefined
  readonly id: string
  readonly traceId: string
  readonly parent: string | undefined
  readonly startMs: number
  endMs: number | undefined
  ends: number
  readonly attributes: Attributes
  readonly links: readonly Link[]
  status: 'unset' | 'error'
  message: string | undefined
  readonly exceptions: { readonly message?: string; readonly stack?: string }[]
}

export interface Recorder {
  readonly tracer: Tracer
  readonly meter: Meter
  readonly spans: Recorded[]
  /** What was measured, as `name value {attributes}`. */
  readonly measured: string[]
  /** Asks the instruments that look for themselves. */
  look(): string[]
  /** The spans as a tree, times in milliseconds since `epochMs`. Brothers by their start. */
  tree(show?: (span: Recorded) => string): string
}

/** A context manager on Node's storage, as an SDK registers one. */
class StorageContexts implements ContextManager {
  readonly #storage = new AsyncLocalStorage<Context>()

  active(): Context {
    return this.#storage.getStore() ?? ROOT_CONTEXT
  }

  with<A extends unknown[], F extends (...args: A) => ReturnType<F>>(
    given: Context,
    fn: F,
    thisArg?: ThisParameterType<F>,
    ...args: A
  ): ReturnType<F> {
    return this.#storage.run(given, () => fn.call(thisArg as never, ...args))
  }

  bind<T>(_context: Context, target: T): T {
    return target
  }

  enable(): this {
    return this
  }

  disable(): this {
    return this
  }
}

/** Has contexts kept for as long as a test runs: those of other files change them, too. */
export function withContexts(): () => void {
  context.setGlobalContextManager(new StorageContexts())
  return () => context.disable()
}

export function recorder(): Recorder {
  const spans: Recorded[] = []
  const measured: string[] = []
  const looks: ((result: { observe(value: number, attributes?: Attributes): void }) => void)[] = []
  const names: string[] = []

  function startSpan(name: string, options: SpanOptions = {}, around?: Context): Span {
    const parent = trace.getSpanContext(around ?? context.active())
    const span: Recorded = {
      name,
      kind: options.kind,
      id: `s${spans.length + 1}`,
      traceId: parent?.traceId ?? `t${spans.length + 1}`,
      parent: parent?.spanId,
      startMs: toMs(options.startTime),
      endMs: undefined,
      ends: 0,
      attributes: { ...options.attributes },
      links: options.links ?? [],
      status: 'unset',
      message: undefined,
      exceptions: [],
    }
    spans.push(span)
    return recordingSpan(span)
  }

  const note =
    (name: string) =>
    (value: number, attributes: Attributes = {}): void =>
      void measured.push(`${name} ${value} ${JSON.stringify(attributes)}`)
  const looking = (name: string) => ({
    addCallback: (callback: (typeof looks)[number]) => {
      looks.push(callback)
      names.push(name)
    },
  })
  const meter = {
    createHistogram: (name: string) => ({ record: note(name) }),
    createCounter: (name: string) => ({ add: note(name) }),
    createObservableUpDownCounter: looking,
    createObservableGauge: looking,
  } as unknown as Meter

  return {
    tracer: { startSpan } as unknown as Tracer,
    meter,
    spans,
    measured,
    look() {
      const seen: string[] = []
      for (const [at, look] of looks.entries())
        look({
          observe: (value, attributes) =>
            void seen.push(`${names[at]} ${value} ${JSON.stringify(attributes)}`),
        })
      return seen
    },
    tree: (show = (span) => span.name) => treeOf(spans, show),
  }
}

function toMs(time: unknown): number {
  const [seconds, nanos] = time as HrTime
  return seconds * 1_000 + nanos / 1_000_000
}

function recordingSpan(span: Recorded): Span {
  const spanContext: SpanContext = { traceId: span.traceId, spanId: span.id, traceFlags: 1 }
  const recording: Partial<Span> = {
    spanContext: () => spanContext,
    isRecording: () => span.ends === 0,
    setAttributes(attributes) {
      Object.assign(span.attributes, attributes)
      return recording as Span
    },
    setStatus({ code, message }) {
      span.status = code === SpanStatusCode.ERROR ? 'error' : 'unset'
      span.message = message
      return recording as Span
    },
    recordException(exception) {
      span.exceptions.push(exception as Recorded['exceptions'][number])
    },
    end(time) {
      span.ends += 1
      span.endMs = toMs(time)
    },
  }
  return recording as Span
}

function treeOf(spans: readonly Recorded[], show: (span: Recorded) => string): string {
  const known = new Set(spans.map(({ id }) => id))
  const lines: string[] = []
  const visit = (parent: string | undefined, depth: number): void => {
    const children = spans.filter((span) =>
      parent === undefined ? !known.has(span.parent ?? '') : span.parent === parent,
    )
    for (const child of children.toSorted((a, b) => a.startMs - b.startMs)) {
      lines.push('  '.repeat(depth) + show(child))
      visit(child.id, depth + 1)
    }
  }
  visit(undefined, 0)
  return lines.join('\n')
}
