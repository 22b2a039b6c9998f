import { canonicalJson } from '../../util/canonical-json.ts'
import { errorText } from '../../util/error-text.ts'
import { isRecord } from '../../util/is-record.ts'
import { parseJson } from '../../util/read.ts'
import { usageError } from '../cli-error.ts'
import { readText } from '../files/text.ts'
import { jsonLines } from '../term/json-lines.ts'
import { plural } from '../../util/term/time.ts'
import { sizeOf } from './question.ts'

/**
 * The arguments in a file, as canonical JSON. Whether they fit the tool only its engine can tell, which has it.
 *
 * @throws {CliError} if it cannot be read, or holds no JSON object.
 */
export function readChangedInput(path: string): string {
  const expected = `Expected --input to name a file that holds a JSON object, got ${JSON.stringify(path)}`
  let value: unknown
  try {
    value = parseJson(readText(path))
  } catch (error) {
    throw usageError(`${expected}: ${errorText(error)}`)
  }
  const json = isRecord(value) ? canonicalJson(value) : undefined
  if (json === undefined) throw usageError(`${expected}, which holds something else.`)
  return json
}

/** What a call is to run with in place of its arguments, as lines for a terminal. `columns`: its width, in cells. */
export function changeLines(changedInput: string, columns: number): string[] {
  const shown = jsonLines(changedInput, columns - 5)
  const size = `${sizeOf(changedInput)} on ${plural(shown.length, 'line')}`
  return [`  instead    ${size}:`, ...shown.map((line) => `    ${line}`)]
}
