import type { Blocker, CallError, WaitReason } from '../../call/report/result.ts'
import type { TurnObserver } from './observer.ts'

/** Who is told of what happens to a call. */
export interface CallWatch<Call> {
  /** Sees it before all others, if anybody does. */
  readonly observer: TurnObserver<Call> | undefined
  waiting(call: Call, reason: WaitReason, detail?: string, by?: Blocker, atMs?: number): void
  /** Its arguments were changed when it was approved. */
  changed(call: Call, input: unknown): void
  started(call: Call, nowMs: number): void
  progress(call: Call, progress: unknown): void
  retrying(call: Call, delayMs: number, error: CallError): void
  /** A tool kept the event loop from turning for so long. */
  blocked(tool: string, ms: number): void
  warn(warning: string): void
}
