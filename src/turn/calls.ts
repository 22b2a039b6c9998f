import type { ToolCall } from '../call/call.ts'
import { notKept } from '../call/errors/call-failure.ts'
import { CallIdMaker } from '../call/call-ids.ts'
import type { ToolResult } from '../call/report/result.ts'
import { CallRecord, type CallTurn } from './call-record.ts'
import { openInside } from './run/nesting.ts'
import { isWithdrawn } from './run/outcome.ts'
import { sharedArguments } from './report/shared-arguments.ts'
import { arrayWith } from '../util/without-literal.ts'

/** A turn's calls, in call order, and the counts of them. */
export class Calls {
  readonly all: CallRecord[] = arrayWith()
  /** Calls, and turns of steps, that have not ended. */
  pending = 0
  readonly #ids = new CallIdMaker()
  /** Those of the turn whose steps these are. */
  #outer: Calls | undefined
  /** Those of the turns of steps. */
  readonly #inner: Calls[] = arrayWith()
  /** Of results that the journal could not keep. */
  readonly #notKept: string[] = arrayWith()
  /** Attempts that hold a slot: now, and the most at one moment. */
  #inFlight = 0
  #peak = 0

  /** A call has come in. */
  add(turn: CallTurn, call: ToolCall, nowMs: number): CallRecord {
    const index = this.all.length
    const record = new CallRecord(turn, index, call, this.#ids, nowMs)
    this.all.push(record)
    this.pending += 1
    return record
  }

  /** Those of an id, of which there may be several. */
  of(id: string): readonly CallRecord[] {
    return this.all.filter((record) => record.id === id)
  }

  has(id: string): boolean {
    return this.#ids.has(id)
  }

  /** A turn of steps has begun, and is waited for. */
  join(inner: Calls): void {
    inner.#outer = this
    this.#inner.push(inner)
    this.pending += 1
  }

  inFlight(by: 1 | -1): void {
    this.#inFlight += by
    if (this.#inFlight > this.#peak) this.#peak = this.#inFlight
    this.#outer?.inFlight(by)
  }

  get peakConcurrency(): number {
    return this.#peak
  }

  /** Everybody may know a call's result. `fault`: the journal could not keep it. */
  told(record: CallRecord, fault: unknown): void {
    record.told = true
    if (fault !== undefined) this.#notKept.push(notKept(record.call, fault))
    this.pending -= 1
  }

  /** Has the calls look again whether they can move. */
  wake(count: number = this.all.length): void {
    for (const record of this.#unsettled(count)) record.turn.mover.wake(record)
  }

  /** The message is complete: what surrounds the turn waits for all calls of it now. */
  commit(count: number): void {
    for (const record of this.#unsettled(count)) openInside(record)
    this.wake(count)
  }

  /** The first calls, as far as they have no outcome. */
  #unsettled(count: number): CallRecord[] {
    return this.all.slice(0, count).filter(({ outcome }) => outcome === undefined)
  }

  /** With those of its plans. */
  *withSteps(): Generator<CallRecord> {
    yield* this.all
    for (const { all } of this.#inner) yield* all
  }

  results(): ToolResult[] {
    const results: ToolResult[] = []
    for (const { result } of this.all) if (result !== undefined) results.push(result)
    return results
  }

  /** `oneByOne`: none of them ran beside another. */
  warnings(oneByOne: boolean): string[] {
    const faults: string[] = []
    for (const { effects: { fault, widened } = {} } of this.all) {
      if (fault !== undefined) faults.push(fault)
      if (widened !== undefined) faults.push(widened)
    }
    const calls = this.#inner.length === 0 ? this.all : [...this.withSteps()]
    return [...faults, ...this.#notKept, ...(oneByOne ? [] : sharedArguments(calls))]
  }
}

/** The unfinished calls of all turns of an engine, and those of them that run inside another call. */
export class CallCounts {
  calls = 0
  inside = 0

  add({ turn }: CallRecord, by: 1 | -1): void {
    this.calls += by
    if (turn.parent !== undefined) this.inside += by
  }
}

/** Resolves with a call's result once everybody may know it, and rejects if its body was withdrawn. */
export function whenTold(call: CallRecord): Promise<ToolResult> {
  const { promise, resolve, reject } = Promise.withResolvers<ToolResult>()
  const before = call.onTold
  const settle = (): void => {
    before?.()
    const { outcome, result } = call
    if (outcome !== undefined && outcome.status !== 'ok' && isWithdrawn(outcome)) {
      reject(outcome.error.cause as Error)
      // It is for those who await it; that nobody does is no error.
      promise.catch(() => {})
    } else if (result !== undefined) resolve(result)
  }
  if (call.told) settle()
  else call.onTold = settle
  return promise
}
