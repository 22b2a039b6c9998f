import type { ToolCall } from '../../call/call.ts'
import type {
  CallHistory,
  RunEnded,
  RunHistory,
  RunMessage,
  RunStarted,
  RunSummary,
  StoredResult,
} from '../journal.ts'
import { fromText } from '../json-text.ts'
import type { Decision } from '../waiters.ts'
import type { Answers, CallRow, MessageRow, RunRow, SummaryRow } from './messages.ts'

/** @throws {FanfoldError} `journal_corrupt`, as all of this file. */
export function callOf(path: string, row: CallRow): CallHistory {
  const { turn, call, name, input, key, started, settled, result, asked, resolved } = row
  const decision = decisionOf(row)
  return {
    turnId: turn,
    callKey: call,
    name,
    input,
    ...(key === null ? {} : { idempotencyKey: key }),
    ...(started === null ? {} : { startedAtMs: started }),
    ...(settled === null ? {} : { settledAtMs: settled }),
    ...(result === null ? {} : { result: fromText(path, result) as StoredResult }),
    ...(asked === null ? {} : { askedAtMs: asked }),
    ...(resolved === null ? {} : { resolvedInput: resolved }),
    ...(decision === undefined ? {} : { decision: { ...decision, atMs: row.decided ?? 0 } }),
  }
}

export function decisionOf({ decision, reason, changed }: CallRow): Decision | undefined {
  if (decision === null) return undefined
  return {
    decision,
    ...(reason !== null && { reason }),
    ...(changed !== null && { changedInput: changed }),
  }
}

export function runOf(path: string, { run, messages }: NonNullable<Answers['run']>): RunHistory {
  const ended = endOf(run)
  return {
    started: {
      kind: 'run.started',
      runId: run.run,
      format: run.format,
      messages: fromText(path, run.messages) as RunStarted['messages'],
      atMs: run.started,
    },
    messages: messages.map((row) => messageOf(path, row)),
    ...(ended === undefined ? {} : { ended }),
  }
}

function messageOf(path: string, row: MessageRow): RunMessage {
  return {
    kind: 'run.message',
    runId: row.run,
    turn: row.number,
    turnId: row.turn,
    messages: fromText(path, row.messages) as RunMessage['messages'],
    asked: row.asked,
    calls: fromText(path, row.calls) as readonly ToolCall[],
    reply: row.reply === null ? undefined : fromText(path, row.reply),
    atMs: row.at,
  }
}

function endOf({ run, ended, outcome }: Omit<RunRow, 'messages'>): RunEnded | undefined {
  if (ended === null) return undefined
  return { kind: 'run.ended', runId: run, outcome: outcome ?? '', atMs: ended }
}

export function summaryOf(row: SummaryRow): RunSummary {
  const { run, format, started, turns } = row
  const ended = endOf(row)
  return {
    runId: run,
    format,
    startedAtMs: started,
    turns,
    ...(ended === undefined ? {} : { endedAtMs: ended.atMs, outcome: ended.outcome }),
  }
}
