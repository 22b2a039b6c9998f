import type { ToolCall } from '../call/call.ts'
import { notKept } from '../call/errors/call-failure.ts'
import { CallIdMaker } from '../call/call-ids.ts'
import type { ToolResult } from '../call/report/result.ts'
import { CallRecord, type CallTurn } from './call-record.ts'
import { openInside } from './run/nesting.ts'
import { isWithdrawn } from './run/outcome.ts'

/** A turn's calls, in call order, and the counts of them. */
export class Calls {
  readonly all: CallRecord[] = []
  /** Calls, and turns of steps, that have not ended. */
  pending = 0
  readonly #ids = new CallIdMaker()
  /** Those of the turn whose steps these are. */
  #outer: Calls | undefined
  /** Those of the turns of steps. */
  readonly #inner: Calls[] = []
  /** Of results that the journal could not keep. */
  readonly #notKept: string[] = []
  /** Attempts that hold a slot: now, and the most at one moment. */
  #inFlight = 0
  #peak = 0

  /** A call has come in. */
  add(turn: CallTurn, call: ToolCall): CallRecord {
    const index = this.all.length
    const record = new CallRecord(turn, index, call, this.#ids.next(call, index), turn.nowMs())
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
  *#unsettled(count: number): Generator<CallRecord> {
    for (let index = 0; index < count; index += 1) {
      const record = this.all[index]
      if (record !== undefined && record.outcome === undefined) yield record
    }
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
    for (const { effects } of this.all) if (effects?.fault !== undefined) faults.push(effects.fault)
    return [...faults, ...this.#notKept, ...(oneByOne ? [] : twins([...this.withSteps()]))]
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

/** So many calls of a turn are looked at. */
const mostCompared = 1_000

/** Values of arguments that calls had, by tool and argument. */
type Seen = Map<string, Map<string, Set<unknown>>>

/** Calls of one tool that says nothing of what it touches, and that may touch the same. */
function twins(calls: readonly CallRecord[]): Iterable<string> {
  const seen: Seen = new Map()
  const warnings = new Set<string>()
  for (const { ready, call, effects } of calls.slice(0, mostCompared)) {
    if (ready === undefined || effects?.declared !== false || effects.writes.length > 0) continue
    for (const argument of sharedArguments(seen, call.name, ready.input))
      warnings.add(twinWarning(call.name, argument))
  }
  return warnings
}

/** Those of a call's arguments that an earlier call of the tool had, too, and that may say which thing it is about. */
function* sharedArguments(seen: Seen, tool: string, input: unknown): Generator<string> {
  let ofTool = seen.get(tool)
  if (ofTool === undefined) seen.set(tool, (ofTool = new Map()))
  for (const [argument, value] of entriesOf(input)) {
    if (typeof value !== 'number' && (typeof value !== 'string' || value === '')) continue
    const values = ofTool.get(argument)
    if (values === undefined) ofTool.set(argument, new Set([value]))
    else if (values.has(value)) yield argument
    else values.add(value)
  }
}

function entriesOf(input: unknown): [string, unknown][] {
  try {
    return typeof input === 'object' && input !== null ? Object.entries(input) : []
  } catch {
    return []
  }
}

function twinWarning(tool: string, argument: string): string {
  return (
    `Calls of ${tool} with the same \`${argument}\` may have run side by side, for nothing says what they touch. ` +
    "Declare `reads` or `writes` (`[]` if they touch nothing), or make the engine with `undeclared: 'in-order'`."
  )
}
