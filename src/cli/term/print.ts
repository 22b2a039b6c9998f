import { toJson } from '../../call/content/to-json.ts'
import { plural } from '../../util/term/time.ts'
import { take } from '../../util/term/text.ts'
import { visible, visibleJson } from '../../util/term/visible.ts'

/** Bytes, which messages may hold, are printed as base64. */
export function printJson(value: unknown): void {
  process.stdout.write(`${visibleJson(JSON.parse(toJson(value)))}\n`)
}

/** Prints lines, each of which stays one. */
export function print(...lines: readonly string[]): void {
  printLines(lines)
}

/** As {@link print}, however many there are. */
export function printLines(lines: readonly string[]): void {
  for (const line of lines) process.stdout.write(`${visible(line)}\n`)
}

const longest = 60

/** Names, arguments and results on one line: as much as tells them apart, and how long a longer one is. */
export function short(text: string): string {
  const start = visible(text.slice(0, 2 * longest))
  const head = take(start, longest)
  return head === start ? head : `${head}… (${plural(text.length, 'character')})`
}
