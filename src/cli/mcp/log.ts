import { appendFileSync, closeSync, openSync, readSync, statSync } from 'node:fs'
import { toJson } from '../../call/content/to-json.ts'
import type { TurnEvent } from '../../call/report/event.ts'
import { FanfoldError } from '../../call/errors/error.ts'
import { errorText } from '../../util/error-text.ts'
import { usageError } from '../cli-error.ts'
import { expectOutput } from '../output-file.ts'

/** Writes events to a file, each as one line of JSON, with the time of day. For its owner's eyes: results may hold anything. */
export interface EventLogFile {
  readonly write: (event: TurnEvent) => void
  close(): void
}

/** How each line of one begins. */
const ownLog = { what: 'such a log, which goes on', begins: '{"at":"' }

/** @throws {CliError} if the file cannot be written, is the config, or is something else than a log. */
export function openLog(path: string, config: string): EventLogFile {
  let file: number
  try {
    expectOutput('--log', path, [config], ownLog)
    const cutOff = isCutOff(path)
    file = openSync(path, 'a', 0o600)
    if (cutOff) appendFileSync(file, '\n')
  } catch (cause) {
    if (FanfoldError.is(cause)) throw cause
    throw usageError(
      `Expected --log to name a file that can be written, but: ${errorText(cause)}`,
      cause,
    )
  }
  return {
    write: (event) => {
      // The report of a turn says again what its calls have said.
      const { report, ...rest } = event as TurnEvent & {
        readonly report?: { readonly stats: object }
      }
      const line = { at: new Date().toISOString(), ...rest, ...(report && { stats: report.stats }) }
      appendFileSync(file, `${toJson(line)}\n`)
    },
    close: () => closeSync(file),
  }
}

/** A process that was killed may have left half a line, behind which the next one would be lost, too. */
function isCutOff(path: string): boolean {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (stats?.isFile() !== true || stats.size === 0) return false
  const last = Buffer.alloc(1)
  const file = openSync(path, 'r')
  try {
    readSync(file, last, 0, 1, stats.size - 1)
  } finally {
    closeSync(file)
  }
  return last.toString() !== '\n'
}
