import {
  context as contexts,
  SpanKind,
  SpanStatusCode,
  trace,
  type Attributes,
  type Context,
  type HrTime,
  type Span,
  type SpanContext,
  type Tracer,
} from '@opentelemetry/api'
import type { AttemptEnd } from '../../attempt/attempt-end.ts'
import type { Blocker, ToolResult, Wait } from '../../call/report/result.ts'
import type { CallRecord } from '../../turn/call-record.ts'
import type { ObservedAttempt } from '../../turn/events/observer.ts'
import { attemptOutcome } from './attributes/attempt-outcome.ts'
import type { Barrier } from './barrier.ts'
import {
  callAttributes,
  endAttributes,
  errorOf,
  errorType,
  keyOf,
  waitAttributes,
} from './attributes/call.ts'
import { exceptionOf } from './attributes/exception.ts'
import type { Metrics } from './metrics/metrics.ts'
import { nameOf, textOf } from './attributes/names.ts'
import type { ObserveSettings } from './options.ts'

/** What the spans of all calls of a turn have in common. */
export interface SpansOfTurn extends ObserveSettings {
  readonly tracer: Tracer
  readonly barrier: Barrier
  /** Undefined without a meter. */
  readonly metrics: Metrics | undefined
  /** The date of a moment, given in milliseconds since the turn began. */
  at(ms: number): HrTime
}

/** The spans of one call: its own, if calls have any, and those of its waits and attempts beneath it. Each ends once. */
export class CallSpan {
  /** Where they hang. */
  readonly context: Context
  readonly #spans: SpansOfTurn
  readonly #call: CallRecord
  readonly #attributes: Attributes
  readonly #span: Span | undefined
  readonly #attempts = new Map<number, Span>()
  /** The spans of calls that were in the way, by turn and call. */
  #inTheWay: Map<string, SpanContext> | undefined

  constructor(spans: SpansOfTurn, call: CallRecord, around: Context) {
    this.#spans = spans
    this.#call = call
    this.#attributes = callAttributes(call)
    if (spans.spans === 'calls') this.#span = spans.barrier.try(() => this.#begin(around))
    this.context = this.#span === undefined ? around : trace.setSpan(around, this.#span)
  }

  blocked(by: Blocker, other: Context): void {
    const span = trace.getSpanContext(other)
    // Without spans of their own, two calls may hang in the same one.
    if (span === undefined || span.spanId === trace.getSpanContext(this.context)?.spanId) return
    this.#inTheWay ??= new Map()
    this.#inTheWay.set(keyOf(by), span)
  }

  around({ number, startedMs }: ObservedAttempt<CallRecord>, run: () => unknown): void {
    const { barrier, tracer, at } = this.#spans
    const span = barrier.try(() => {
      const attributes = { ...this.#attributes, 'fanfold.attempt.number': number }
      const options = { startTime: at(startedMs), attributes }
      return tracer.startSpan(`attempt ${number}`, options, this.context)
    })
    if (span === undefined) return void run()
    this.#attempts.set(number, span)
    contexts.with(trace.setSpan(this.context, span), run)
  }

  attemptEnded(number: number, end: AttemptEnd, nowMs: number): void {
    const { barrier, at, metrics } = this.#spans
    const { outcome, error } = attemptOutcome(end)
    const attributes = { 'fanfold.attempt.outcome': outcome, ...errorType(error?.type) }
    if (outcome !== 'not-run')
      barrier.try(() => metrics?.attempts.add(1, { ...this.#tool(), ...attributes }))
    const span = this.#attempts.get(number)
    if (span === undefined) return
    this.#attempts.delete(number)
    barrier.try(() => {
      span.setAttributes(attributes)
      if (error === undefined) return
      if ('thrown' in error) span.recordException(exceptionOf(error.thrown), at(nowMs))
      span.setStatus({ code: SpanStatusCode.ERROR, message: textOf(error.message) })
    })
    barrier.try(() => span.end(at(nowMs)))
  }

  settled(nowMs: number): void {
    const { result, receivedMs } = this.#call
    const { barrier, at } = this.#spans
    // None is open where every attempt ends before its call does.
    for (const span of this.#attempts.values()) barrier.try(() => span.end(at(nowMs)))
    this.#attempts.clear()
    if (result !== undefined) this.#tellOf(result, nowMs - receivedMs)
    barrier.try(() => this.#span?.end(at(nowMs)))
  }

  #begin(around: Context): Span {
    const { tracer, at } = this.#spans
    const { call, receivedMs } = this.#call
    const attributes = { 'gen_ai.operation.name': 'execute_tool', ...this.#attributes }
    const options = { kind: SpanKind.INTERNAL, startTime: at(receivedMs), attributes }
    return tracer.startSpan(`execute_tool ${nameOf(call.name)}`, options, around)
  }

  #tellOf(result: ToolResult, tookMs: number): void {
    const { barrier, content, metrics } = this.#spans
    const error = errorOf(result)
    for (const wait of result.timing.waits) barrier.try(() => this.#tellOfWait(wait))
    barrier.try(() => {
      if (this.#span?.isRecording() !== true) return
      this.#span.setAttributes(endAttributes(this.#call, result, content))
      if (error !== undefined)
        this.#span.setStatus({ code: SpanStatusCode.ERROR, message: textOf(error.message) })
    })
    // What never ran is no execution, and may have any name; what comes from a journal took its time before.
    if (this.#call.started === 0 || this.#spans.spans === 'attempts') return
    const attributes = { ...this.#tool(), ...errorType(error?.code) }
    barrier.try(() => metrics?.tool.record(tookMs / 1_000, attributes))
  }

  #tellOfWait(wait: Wait): void {
    const { tracer, at, metrics } = this.#spans
    const { reason, by, startMs, endMs } = wait
    metrics?.wait.record((endMs - startMs) / 1_000, { 'fanfold.wait.reason': reason })
    const other = by && this.#inTheWay?.get(keyOf(by))
    const attributes = { ...this.#attributes, ...waitAttributes(wait) }
    const links = other === undefined ? [] : [{ context: other }]
    const options = { startTime: at(startMs), attributes, links }
    tracer.startSpan(`wait ${reason}`, options, this.context).end(at(endMs))
  }

  #tool(): Attributes {
    return { 'gen_ai.tool.name': nameOf(this.#call.call.name), 'gen_ai.tool.type': 'function' }
  }
}
