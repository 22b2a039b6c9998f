import type {
  CallHistory,
  JournalRecord,
  RunEnded,
  RunHistory,
  RunMessage,
  RunStarted,
  RunSummary,
} from './journal.ts'
import type { Kept } from './refusal.ts'
import { decisionIn } from './waiters.ts'
import { maxOf } from '../util/extremes.ts'

interface KeptRun {
  readonly started: RunStarted
  readonly messages: Map<number, RunMessage>
  ended: RunEnded | undefined
}

type CallRecord = Extract<JournalRecord, { readonly turnId: string; readonly callKey: string }>

/** What a journal in memory holds. It is told only what does not contradict it. */
export class MemoryStore {
  readonly #turns = new Map<string, Map<string, CallHistory>>()
  readonly #runs = new Map<string, KeptRun>()

  kept(record: JournalRecord): Kept {
    if ('callKey' in record) return { call: this.turn(record.turnId).get(record.callKey) }
    const run = this.#runs.get(record.runId)
    const message = record.kind === 'run.message' && run?.messages.has(record.turn)
    return { run: run !== undefined, message }
  }

  keep(record: JournalRecord): void {
    if ('callKey' in record) return this.#keepCall(record)
    if (record.kind === 'run.started')
      this.#runs.set(record.runId, { started: record, messages: new Map(), ended: undefined })
    const run = this.#runs.get(record.runId) as KeptRun
    if (record.kind === 'run.ended') run.ended = record
    if (record.kind !== 'run.message') return
    run.messages.set(record.turn, record)
    // A run that goes on has not ended.
    run.ended = undefined
  }

  #keepCall(record: CallRecord): void {
    const turn = this.#turns.get(record.turnId) ?? new Map<string, CallHistory>()
    this.#turns.set(record.turnId, turn)
    turn.set(record.callKey, added(turn.get(record.callKey), record))
  }

  turn(turnId: string): ReadonlyMap<string, CallHistory> {
    return this.#turns.get(turnId) ?? new Map<string, CallHistory>()
  }

  run(runId: string): RunHistory | undefined {
    const run = this.#runs.get(runId)
    if (run === undefined) return undefined
    const messages = [...run.messages.values()].toSorted((a, b) => a.turn - b.turn)
    const { started, ended } = run
    return ended === undefined ? { started, messages } : { started, messages, ended }
  }

  runs(): RunSummary[] {
    return [...this.#runs.values()]
      .map(({ started: { runId, format, name, inside, atMs }, messages, ended }) => {
        const agent = { ...(name !== undefined && { name }), ...(inside && { inside }) }
        const summary = { runId, format, ...agent, startedAtMs: atMs, turns: messages.size }
        if (ended === undefined) return summary
        return { ...summary, endedAtMs: ended.atMs, outcome: ended.outcome }
      })
      .toSorted((a, b) => a.startedAtMs - b.startedAtMs)
  }

  questions(): CallHistory[] {
    return [...this.#turns.values()]
      .flatMap((turn) => [...turn.values()])
      .filter((call) => call.askedAtMs !== undefined && !call.decision && !call.result)
      .toSorted((a, b) => (a.askedAtMs ?? 0) - (b.askedAtMs ?? 0))
  }

  /** Returns how many runs, and turns of no run, it forgot. */
  prune(beforeMs: number): number {
    const runs = [...this.#runs.values()]
    const runOf = new Map(
      runs.flatMap((run) => [...run.messages.values()].map(({ turnId }) => [turnId, run] as const)),
    )
    let forgotten = 0
    for (const { started, ended, messages } of runs) {
      if (ended === undefined || ended.atMs >= beforeMs) continue
      if (this.#isNeeded(started, runOf)) continue
      for (const { turnId } of messages.values()) this.#turns.delete(turnId)
      this.#runs.delete(started.runId)
      forgotten += 1
    }
    for (const [turnId, kept] of this.#turns) {
      const calls = [...kept.values()]
      if (runOf.has(turnId) || maxOf(calls.map(lastWritten)) >= beforeMs) continue
      if (calls.some((call) => call.result === undefined || this.#isNeeded(call, runOf))) continue
      this.#turns.delete(turnId)
      forgotten += 1
    }
    return forgotten
  }

  /** It began inside a call that may run again, and finds it then: one without a result, of a run or a turn that has not ended. */
  #isNeeded({ inside }: Pick<CallHistory, 'inside'>, runOf: ReadonlyMap<string, KeptRun>): boolean {
    if (inside === undefined) return false
    const around = this.#turns.get(inside.turnId)
    if (around?.get(inside.callKey)?.result !== undefined) return false
    const run = runOf.get(inside.turnId)
    return run === undefined ? around !== undefined : run.ended === undefined
  }
}

function added(before: CallHistory | undefined, record: CallRecord): CallHistory {
  switch (record.kind) {
    case 'call.started': {
      const { idempotencyKey, atMs: startedAtMs, start: starts = 1 } = record
      return { ...(before ?? identityOf(record)), startedAtMs, idempotencyKey, starts }
    }
    case 'call.withdrawn': {
      const { startedAtMs: _, ...rest } = before ?? identityOf(record)
      return rest
    }
    case 'call.settled':
      return { ...(before ?? identityOf(record)), settledAtMs: record.atMs, result: record.result }
    case 'call.asked': {
      const { resolvedInput, atMs: askedAtMs } = record
      const isAsked = before?.askedAtMs !== undefined && before.resolvedInput === resolvedInput
      if (isAsked || before?.decision !== undefined) return before ?? identityOf(record)
      const { resolvedInput: _, ...rest } = before ?? identityOf(record)
      return { ...rest, askedAtMs, ...(resolvedInput !== undefined && { resolvedInput }) }
    }
    case 'call.decided':
      return { ...(before as CallHistory), decision: { ...decisionIn(record), atMs: record.atMs } }
  }
}

function identityOf({
  turnId,
  callKey,
  name,
  input,
  inside,
}: Exclude<CallRecord, { kind: 'call.decided' }>): CallHistory {
  return { turnId, callKey, name, input, ...(inside && { inside }) }
}

function lastWritten({
  startedAtMs = 0,
  settledAtMs = 0,
  askedAtMs = 0,
  decision,
}: CallHistory): number {
  return Math.max(startedAtMs, settledAtMs, askedAtMs, decision?.atMs ?? 0)
}
