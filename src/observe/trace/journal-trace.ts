import type { CallHistory, Journal, RunMessage } from '../../journal/journal.ts'
import type { ToolCall } from '../../call/call.ts'
import { CallIdMaker } from '../../call/call-ids.ts'
import type { TracedEvent, TracedResult, TracedTurnEvent, TraceLine } from './line.ts'
import { having, nonEmptyText, show } from '../../call/expect.ts'
import { UsageError } from '../../call/errors/error.ts'
import type { KeptReply } from '../../agent/run/kept/kept-reply.ts'
import { saidIn } from '../../agent/run/kept/kept-texts.ts'
import { turnIdOf } from '../../agent/run/run-journal.ts'

const expectJournal = having<Journal>('a journal, as memoryJournal() makes one', 'run', 'turn')

type KeptCalls = ReadonlyMap<string, CallHistory>

/**
 * The trace of a run that a journal keeps. It knows when messages came and what was kept of their calls: of those that only
 * read, that is little, and nothing is made up.
 *
 * @throws {UsageError} if the journal has no such run.
 */
export async function journalTrace(journal: Journal, runId: string): Promise<TraceLine[]> {
  expectJournal(journal, 'journal', ' of journalTrace')
  const history = await journal.run(nonEmptyText(runId, 'runId', ' of journalTrace'))
  if (history === undefined)
    throw new UsageError(
      `Expected ${show(runId)} to be a run of the journal (${journal.name}), which knows no such run.`,
    )
  const { started, messages, ended } = history
  const startedAtMs = started.atMs
  const lines: TraceLine[] = [{ type: 'trace', version: 1, id: runId, of: 'journal', startedAtMs }]
  const add = (events: readonly TracedEvent[]): void => {
    for (const event of events.toSorted((a, b) => a.atMs - b.atMs))
      lines.push({ ...event, atMs: Math.max(0, event.atMs - startedAtMs) })
  }
  // A run of an earlier version kept what was said before the first message with a turn that had none.
  if (messages[0]?.turn !== 0) add(saidEvents(0, await journal.turn(turnIdOf(runId, 0))))
  let freeAtMs = startedAtMs
  for (const message of messages) {
    const kept = await journal.turn(message.turnId)
    add([...turnEvents(message, kept, freeAtMs), ...saidEvents(message.turn, kept)])
    // Nothing was waited for by what was only said.
    if (message.turn === 0 && message.calls.length === 0) continue
    freeAtMs = message.atMs
    for (const call of kept.values()) freeAtMs = Math.max(freeAtMs, lastMs(call))
  }
  if (ended !== undefined)
    lines.push({ type: 'end', atMs: ended.atMs - startedAtMs, outcome: ended.outcome })
  return lines
}

/** What the user said while a turn ran. */
function saidEvents(turn: number, kept: KeptCalls): TracedEvent[] {
  return [...kept.values()].flatMap((history): TracedEvent[] => {
    const said = saidIn(history)
    const atMs = lastMs(history)
    return said === undefined ? [] : [{ type: 'said', turn: turn + 1, text: said.text, atMs }]
  })
}

/** With times since the epoch. */
function turnEvents(message: RunMessage, kept: KeptCalls, requestMs: number): TracedEvent[] {
  const { turn, turnId, calls, atMs } = message
  const { text, stop, usage } = message.reply as KeptReply
  const events: TracedEvent[] = []
  // The calls with which a conversation was handed over came with no message.
  if (turn > 0) {
    events.push({ type: 'request', turn, atMs: requestMs })
    if (text !== '') events.push({ type: 'text', text, atMs })
    events.push({ type: 'message', turn, stop, usage, atMs })
  }
  const add = (event: TracedTurnEvent): void => {
    const sinceMs = event.atMs - requestMs
    events.push({ type: 'turn', turn, event: { ...event, atMs: sinceMs }, atMs: event.atMs })
  }
  const ids = new CallIdMaker()
  for (const [index, call] of calls.entries()) {
    const history = kept.get(ids.takeKey(ids.idOf(call, index), index))
    for (const event of callEvents(call, { turnId, index }, history, atMs)) add(event)
  }
  if (calls.length > 0) add({ type: 'turn.committed', turnId, atMs })
  return events
}

function callEvents(
  call: ToolCall,
  place: { readonly turnId: string; readonly index: number },
  kept: CallHistory | undefined,
  messageMs: number,
): TracedTurnEvent[] {
  const of = { ...place, callId: call.id, name: call.name }
  const received = { ...of, type: 'call.received', call } as const
  if (kept === undefined) return [{ ...received, unkept: true, atMs: messageMs }]
  const startedMs = kept.startedAtMs
  // A call may have started while its message still came.
  const receivedMs = Math.min(messageMs, startedMs ?? messageMs, kept.askedAtMs ?? messageMs)
  const events: TracedTurnEvent[] = [{ ...received, atMs: receivedMs }]
  if (kept.askedAtMs !== undefined)
    events.push({ ...of, type: 'call.waiting', reason: 'approval', atMs: kept.askedAtMs })
  const changed = kept.decision?.changedInput
  if (kept.decision !== undefined && changed !== undefined)
    events.push({ ...of, type: 'call.changed', input: parsed(changed), atMs: kept.decision.atMs })
  if (startedMs !== undefined)
    events.push({ ...of, type: 'call.started', attempt: kept.starts ?? 1, atMs: startedMs })
  if (kept.result !== undefined) {
    const settledMs = kept.settledAtMs ?? receivedMs
    const result = resultOf(call, kept, { receivedMs, startedMs, settledMs })
    events.push({ ...of, type: 'call.settled', result, atMs: settledMs })
  }
  return events
}

function resultOf(
  { id, name }: ToolCall,
  { result }: CallHistory,
  times: {
    readonly receivedMs: number
    readonly startedMs: number | undefined
    readonly settledMs: number
  },
): TracedResult {
  const { value: _value, ...stored } = result as NonNullable<CallHistory['result']>
  const runMs = times.startedMs === undefined ? 0 : times.settledMs - times.startedMs
  return { id, name, ...stored, timing: { ...times, runMs, waits: [] } }
}

function lastMs({ settledAtMs, startedAtMs, askedAtMs, decision }: CallHistory): number {
  return Math.max(settledAtMs ?? 0, startedAtMs ?? 0, askedAtMs ?? 0, decision?.atMs ?? 0)
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return json
  }
}
