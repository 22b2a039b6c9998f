import type { RunEvent } from '../../agent/contract.ts'
import type { TurnEvent } from '../../call/report/event.ts'

/** Shows a run while it goes on. */
export interface View {
  event(event: RunEvent | TurnEvent): void
  /** A remark that stays. */
  note(text: string): void
  /** The run is over: leaves its last picture standing. */
  end(): void
}

/** For people who asked for quiet. */
export const silent: View = { event: () => {}, note: () => {}, end: () => {} }
