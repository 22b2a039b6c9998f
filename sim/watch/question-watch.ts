import type { ApprovalPlan } from '../plan.ts'

/** What is known of one question about calls of a turn. */
export class QuestionWatch {
  readonly askedMs: number
  readonly signal: AbortSignal
  answeredMs = Infinity
  isAllowed = false

  constructor(askedMs: number, signal: AbortSignal) {
    this.askedMs = askedMs
    this.signal = signal
  }

  answer(says: ApprovalPlan['says'], atMs: number): void {
    this.answeredMs = atMs
    this.isAllowed = says === 'allow' || says === 'allow-object'
  }
}
