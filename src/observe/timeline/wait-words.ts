import type { WaitReason } from '../../call/report/result.ts'
import { seconds } from '../../util/term/time.ts'
import { oneLine } from '../../util/term/visible.ts'
import type { CallRow, WaitStretch } from './row.ts'

/** What a wait is for, as it follows "waits" and "waited"; and in a word. */
const words: Readonly<Record<WaitReason, readonly [string, string]>> = {
  journal: ['for the journal', 'journal'],
  dependency: ['for the result of another call', 'a result'],
  check: ['for its arguments to be checked', 'schema'],
  commit: ['for the message to be complete', 'rest of message'],
  join: ['for the same call in another turn of this id', 'same turn'],
  approval: ['for somebody to approve it', 'approval'],
  outside: ['for a result from outside', 'outside'],
  conflict: ['for a call that touches the same', 'conflict'],
  shared: ['for an identical call', 'same call'],
  limit: ['for a free slot', 'slot'],
  retry: ['before it was tried again', 'retry'],
}

/** What is said of a wait that goes on, the longest first. */
export function waitingTexts(wait: WaitStretch | undefined, nowMs: number): string[] {
  if (wait?.reason === undefined) return ['  waits', 'waits']
  if (wait.untilMs !== undefined) {
    const left = `${Math.max(0, (wait.untilMs - nowMs) / 1_000).toFixed(1)} s`
    return [`  retry in ${left}`, `  ↻ ${left}`]
  }
  const [long, short] = wordsOf(wait.reason)
  return [...details(wait).map((what) => `  waits for ${what}`), `  waits ${long}`, `  ${short}`]
}

/** What is said of a call's waits once they are over, if they took a good part of the picture: a line each. */
export function waitedTexts({ waits }: CallRow, shortestMs: number): string[] {
  return waits.flatMap((wait) => {
    const { reason, startMs, endMs } = wait
    if (reason === undefined || endMs === undefined || endMs - startMs < shortestMs) return []
    // Every call waits for its message, and an attempt that failed is seen in the bar.
    if (reason === 'commit' || reason === 'retry') return []
    const [what] = details(wait)
    return [`waited ${seconds(endMs - startMs)} ${what ? `for ${what}` : wordsOf(reason)[0]}`]
  })
}

/** A trace of a later version may have reasons of its own. */
export function wordsOf(reason: WaitReason): readonly [string, string] {
  return Object.hasOwn(words, reason)
    ? words[reason]
    : [`for ${oneLine(String(reason))}`, oneLine(String(reason))]
}

/** A key and the call that holds it, or the key alone. */
function details({ reason, detail }: WaitStretch): string[] {
  if (detail === undefined || reason === 'commit' || detail === 'concurrency') return []
  const whole = oneLine(detail)
  const key = whole.replace(/ \(.*$/, '')
  return key === whole ? [whole] : [whole, key]
}
