import type { ToolCall } from '../call.ts'
import type { TurnReport } from './report.ts'
import type { Blocker, CallError, ToolResult, WaitReason } from './result.ts'

interface At {
  /** Milliseconds since the turn began. */
  readonly atMs: number
  readonly turnId: string
}

interface OfCall extends At {
  readonly callId: string
  /** The call's place in its turn, from 0. Two calls may share an id; they never share an index. */
  readonly index: number
  readonly name: string
}

/** What happens in a turn, as it happens. */
export type TurnEvent =
  | (OfCall & { readonly type: 'call.received'; readonly call: ToolCall })
  | (OfCall & {
      readonly type: 'call.waiting'
      readonly reason: WaitReason
      readonly detail?: string | undefined
      /** Who is in the way: of several the first. */
      readonly by?: Blocker | undefined
    })
  /** Its arguments were changed when it was approved: it runs with `input` instead of those that it came with. */
  | (OfCall & { readonly type: 'call.changed'; readonly input: unknown })
  | (OfCall & { readonly type: 'call.started'; readonly attempt: number })
  | (OfCall & { readonly type: 'call.progress'; readonly progress: unknown })
  | (OfCall & {
      readonly type: 'call.retrying'
      /** The attempt that failed, from 1. */
      readonly attempt: number
      readonly delayMs: number
      readonly error: CallError
    })
  | (OfCall & { readonly type: 'call.settled'; readonly result: ToolResult })
  | (At & { readonly type: 'turn.committed' })
  | (At & { readonly type: 'turn.discarded'; readonly reason: string })
  | (At & { readonly type: 'turn.settled'; readonly report: TurnReport })
