import type { TurnReport } from '../call/report.ts'
import type { AnyTool } from '../call/tool.ts'
import type { Adoption } from './adoption.ts'
import type { TurnOptions } from './contract.ts'
import type { Entry } from './entry.ts'
import type { TurnRun } from './turn-run.ts'

/** The call of `batch` whose steps a turn consists of, as that turn sees it. */
export interface Host {
  /** The turn that the call belongs to. The steps run where its calls run, and share its slots. */
  readonly turn: TurnRun
  /** What steps may take over. */
  readonly adoption: Adoption | undefined
  /** Whether a step may start before the call does: no earlier call of the turn stands in its way. If not, it is woken. */
  clears(step: Entry): boolean
  /** What stands in its way, for people. */
  blocker(step: Entry): string | undefined
  /** Told last of all. */
  ended(report: TurnReport): void
}

/** Whether a call that only reads may start as far as it depends on its message. */
export function isCleared(entry: Entry): boolean {
  const { committed, host } = entry.turn
  return committed || host === undefined || host.clears(entry)
}

/** The tool `batch`, whose calls the engine runs itself. */
export interface BatchKind {
  readonly tool: AnyTool
  /** Begins the turn of a call's steps. */
  begin(options: TurnOptions, host: Host): TurnRun
}
