import type { RecordedRun } from '../../ledger/recorded.ts'

/** A run as its file tells it; who reads the file names it. */
export type ReadRun = Omit<RecordedRun, 'name'>

/** Takes the values of one file in their order, such as the lines of a JSON Lines file. */
export interface LogReader {
  /** @returns the runs that are complete with this value, in the order in which they began. */
  read(value: unknown): readonly ReadRun[]
  /** @returns the runs that the end of the file completes. */
  end(): readonly ReadRun[]
}

/** A format of logs: how one of its values is told from those of other formats, and how they are read. */
export interface LogFormat {
  /** As a sentence says it: "Claude Code sessions". */
  readonly name: string
  /** Whether a value can only be of this format, or of one further down in the list of formats. */
  detect(value: unknown): boolean
  reader(): LogReader
}

export const noRuns: readonly ReadRun[] = []
