import type { RunEvent } from '../../agent/contract.ts'
import type { TurnEvent } from '../../call/report/event.ts'

/** Shows a run while it goes on. */
export interface View {
  event(event: RunEvent | TurnEvent): void
  /** A remark that stays. */
  note(text: string): void
  /** Lines that stay as they are, however long: of visible characters only. */
  lines(lines: readonly string[]): void
  /** What is asked for, sentence by sentence, below all else until it is nothing again. */
  prompt(sentences: readonly string[]): void
  /** The width for lines, in cells. */
  readonly columns: number
  /** The run is over: leaves its last picture standing. */
  end(): void
}

/** For nobody. */
export const silent: View = {
  event: () => {},
  note: () => {},
  lines: () => {},
  prompt: () => {},
  columns: 80,
  end: () => {},
}
