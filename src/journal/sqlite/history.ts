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
import { fromMarkedText } from '../long-texts.ts'
import type { Decision } from '../waiters.ts'
import type {
  Answers,
  CallRow,
  Marked,
  MessageRow,
  OuterColumns,
  RunRow,
  SummaryRow,
} from './messages.ts'

/** @throws {FanfoldError} `journal_corrupt`, as all of this file. */
export function callOf(path: string, row: CallRow, texts: readonly string[] = []): CallHistory {
  const { turn, call, name, input, key, starts, started, settled, result, asked, resolved } = row
  const decision = decisionOf(row)
  return {
    turnId: turn,
    callKey: call,
    name,
    input,
    ...insideOf(row),
    ...(key === null ? {} : { idempotencyKey: key }),
    // Format 2 did not count them.
    ...(key === null ? {} : { starts: starts ?? 1 }),
    ...(started === null ? {} : { startedAtMs: started }),
    ...(settled === null ? {} : { settledAtMs: settled }),
    ...(result === null ? {} : { result: fromMarkedText(path, result, texts) as StoredResult }),
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

/** @param textsOf the long texts that a row lacks. */
export function runOf(
  path: string,
  { run, messages }: NonNullable<Answers['run']>,
  textsOf: ReadonlyMap<Marked, readonly string[]>,
): RunHistory {
  const ended = endOf(run)
  return {
    started: {
      kind: 'run.started',
      runId: run.run,
      format: run.format,
      messages: fromMarkedText(
        path,
        run.messages,
        textsOf.get(run) ?? [],
      ) as RunStarted['messages'],
      ...agentOf(run),
      atMs: run.started,
    },
    messages: messages.map((row) => messageOf(path, row, textsOf.get(row) ?? [])),
    ...(ended === undefined ? {} : { ended }),
  }
}

function messageOf(path: string, row: MessageRow, texts: readonly string[]): RunMessage {
  return {
    kind: 'run.message',
    runId: row.run,
    turn: row.number,
    turnId: row.turn,
    messages: fromMarkedText(path, row.messages, texts) as RunMessage['messages'],
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
    ...agentOf(row),
    startedAtMs: started,
    turns,
    ...(ended === undefined ? {} : { endedAtMs: ended.atMs, outcome: ended.outcome }),
  }
}

function agentOf({
  name,
  ...row
}: OuterColumns & Pick<RunRow, 'name'>): Pick<RunStarted, 'name' | 'inside'> {
  return { ...(name !== null && { name }), ...insideOf(row) }
}

function insideOf({
  outer_turn: turnId,
  outer_call: callKey,
}: OuterColumns): Pick<RunStarted, 'inside'> {
  return turnId === null || callKey === null ? {} : { inside: { turnId, callKey } }
}
