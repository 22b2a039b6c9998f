import type { ToolResult } from '../../src/call/report/result.ts'
import type { TurnReport } from '../../src/call/report/report.ts'
import type { AttemptWatch } from '../watch/attempt-watch.ts'
import type { CallWatch } from '../watch/call-watch.ts'
import type { History } from '../watch/history.ts'
import type { TurnWatch } from '../watch/turn-watch.ts'

/** The guarantees of the design; `live`: all that can move does; `told`: what is told of a call is what happened. */
export type Guarantee =
  'G1' | 'G2' | 'G3' | 'G4' | 'G5' | 'G6' | 'G7' | 'G8' | 'live' | 'told' | 'crash'

/**
 * Something that must hold, looked at from outside. Each hook is told before the history notes what happens, unless it
 * says otherwise, and returns what is wrong.
 */
export interface Invariant {
  readonly guarantee: Guarantee
  /** An attempt has started; it is in the history. */
  started?(attempt: AttemptWatch, history: History): string | undefined
  retrying?(call: CallWatch, delayMs: number, code: string, history: History): string | undefined
  settled?(call: CallWatch, result: ToolResult, history: History): string | undefined
  turnEnded?(turn: TurnWatch, report: TurnReport, history: History): string | undefined
  /** Nothing is left to do in this moment: time is about to move on. */
  quiet?(history: History): string | undefined
  /** Nothing is left to do at all. */
  finished?(history: History): string | undefined
}
