import type { TraceLine } from '../../../../src/observe/trace/line.ts'
import { PageRun } from '../../../../src/observe/page/picture/page-run.ts'
import { pictureOf, type Picture } from '../../../../src/observe/page/picture/picture.ts'

export interface CallScript {
  /** Default: `tool`. */
  readonly name?: string
  readonly input?: unknown
  readonly receivedMs: number
  /** From when on it waits, for what, and for which call of the turn. */
  readonly waits?: readonly (readonly [atMs: number, reason: string, by?: number])[]
  /** When attempts start; and end, if they fail and are tried again. */
  readonly starts?: readonly (readonly [startMs: number, failsMs?: number])[]
  readonly settledMs?: number
  readonly status?: string
  readonly content?: unknown
}

/** The lines of one turn: its request, its message, its calls. */
export function turnLines(
  turn: number,
  requestMs: number,
  messageMs: number | undefined,
  calls: readonly CallScript[],
): TraceLine[] {
  const lines: { readonly atMs: number }[] = [
    { type: 'request', turn, atMs: requestMs } as { atMs: number },
  ]
  const turnId = `turn-${turn}`
  for (const [index, call] of calls.entries()) {
    const { name = 'tool', input = {}, receivedMs, waits = [], starts = [], settledMs } = call
    const callId = `${turnId}-${index}`
    const push = (type: string, atMs: number, fields: object = {}): void =>
      void lines.push({
        type: 'turn',
        turn,
        atMs,
        event: { type, atMs, turnId, callId, index, name, ...fields },
      } as { atMs: number })
    push('call.received', receivedMs, { call: { id: callId, name, input } })
    for (const [atMs, reason, by] of waits)
      push('call.waiting', atMs, {
        reason,
        ...(by !== undefined && { by: { turnId, callId: `${turnId}-${by}` } }),
      })
    for (const [at, [startMs, failsMs]] of starts.entries()) {
      push('call.started', startMs, { attempt: at + 1 })
      if (failsMs !== undefined)
        push('call.retrying', failsMs, {
          attempt: at + 1,
          delayMs: 1,
          error: { code: 'busy', message: 'Busy.' },
        })
    }
    const { status = 'ok', content = 'done' } = call
    if (settledMs !== undefined)
      push('call.settled', settledMs, {
        result: { id: callId, name, status, content, attempts: starts.length },
      })
  }
  if (messageMs !== undefined) {
    lines.push({
      type: 'message',
      turn,
      atMs: messageMs,
      stop: { kind: calls.length > 0 ? 'calls' : 'answer', message: 'It stopped.' },
      usage: { inputTokens: 10, outputTokens: 5 },
    } as { atMs: number })
    lines.push({
      type: 'turn',
      turn,
      atMs: messageMs,
      event: { type: 'turn.committed', atMs: messageMs, turnId },
    } as { atMs: number })
  }
  return lines.toSorted((a, b) => a.atMs - b.atMs) as unknown as TraceLine[]
}

export function pictureOfLines(lines: readonly unknown[], nowMs?: number): Picture {
  const run = new PageRun()
  for (const line of lines) run.push(line)
  return pictureOf(run, nowMs ?? run.endMs)
}
