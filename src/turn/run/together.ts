import type { RetryBudget } from '../../attempt/retry-budget.ts'
import type { AnyTool } from '../../call/tool.ts'
import type { Limiter } from '../../limit/limiter.ts'
import type { Limits } from '../../limit/limits.ts'
import type { SharedTimers } from '../../util/shared-timers.ts'
import type { CallRecord } from '../call-record.ts'
import type { JournalRecords } from '../journal-records.ts'
import type { EngineSettings } from '../options.ts'
import type { SharedResults } from '../shared/shared-results.ts'
import type { Mover } from '../waits/wait.ts'
import type { Executors } from './executors.ts'
import type { AttemptOwner, QueuedAttempt } from './queued-attempt.ts'
import type { GuardsOfTools } from './tool-guards.ts'

/** What the attempts of all calls of an engine have in common. */
export interface Together {
  readonly settings: EngineSettings
  readonly mover: Mover<CallRecord>
  readonly records: JournalRecords | undefined
  readonly shared: SharedResults
  readonly limiter: Limiter
  readonly limits: Limits
  readonly executors: Executors
  readonly retryBudget: RetryBudget | undefined
  readonly attemptClock: SharedTimers
  readonly guards: GuardsOfTools
  enqueue(queued: QueuedAttempt, comesBack: boolean): void
  /** A tool's service has asked to be left alone for a while; `told`: whose attempt it has told so. */
  pause(tool: AnyTool, retryAfterMs: number, told: AttemptOwner): void
  /** Those in line that are not to wait any more do not, but for the call that was told, which ends by that. */
  refuseInLine(told: AttemptOwner): void
}
