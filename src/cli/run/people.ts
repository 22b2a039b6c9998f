import { existsSync } from 'node:fs'
import type { RunEvent } from '../../agent/contract.ts'
import type { Journal } from '../../journal/journal.ts'
import type { Approve } from '../../turn/waits/approval/approve.ts'
import { systemClock } from '../../util/clock.ts'
import { usageError } from '../cli-error.ts'
import { canAsk } from '../progress/choose.ts'
import type { View } from '../progress/view.ts'
import { keyboardOf } from '../term/keyboard.ts'
import { askingApprove, JournalApprovals } from './approvals.ts'
import { Asker } from './asker.ts'
import type { ToolsFile } from './collect-tools.ts'

/** How the calls that need approval come before people. */
export interface People {
  /** Undefined where the tools file decides itself, or nobody can be asked. */
  readonly approve: Approve | undefined
  event(event: RunEvent): void
  close(): void
}

/**
 * Who answers for the calls that need approval: the file's own `approve`; else the person at the terminal, and anybody who has the
 * journal. Where the file's `approve` waits for somebody to decide in the journal, that is put to the person, too.
 *
 * @throws {CliError} if nobody can.
 */
export function peopleFor(file: ToolsFile, journal: Journal | undefined, view: View): People {
  const { stdin, stderr, env } = process
  const asker = canAsk(stdin, stderr, env)
    ? new Asker(view, keyboardOf(stdin), systemClock)
    : undefined
  const decides = file.engine !== undefined || file.engineOptions.approve !== undefined
  // One in memory nobody else can decide in.
  if (journal !== undefined && existsSync(journal.name)) {
    const questions = { journal, file: journal.name, view, asker, clock: systemClock }
    const { approve, event, close } = new JournalApprovals(questions)
    return decides ? { approve: undefined, event, close } : { approve, event: () => {}, close }
  }
  const nothing = { event: () => {}, close: () => {} }
  if (decides) return { approve: undefined, ...nothing }
  const needs = file.tools.find(({ needsApproval }) => Boolean(needsApproval))
  if (needs !== undefined && asker === undefined)
    throw usageError(
      `Expected --journal <file>, for tool "${needs.name}" needs approval, and there is no terminal to ask at. With a journal, fanfold approve can answer from elsewhere.`,
    )
  return { approve: asker && askingApprove(asker), ...nothing }
}
