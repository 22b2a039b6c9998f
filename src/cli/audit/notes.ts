import { relative } from 'node:path'
import { list } from '../../util/printable.ts'

/** What is said of files that were not read, or not whole: of one, and of several. */
const sentences = {
  closed: ['could not be opened', 'could not be opened'],
  other: [
    'was not read: names of logs end in .jsonl, .ndjson, .json or .log, perhaps with .gz or .zst',
    'were not read: names of logs end in .jsonl, .ndjson, .json or .log, perhaps with .gz or .zst',
  ],
  empty: ['is empty', 'are empty'],
  unknown: ['is of no known format', 'are of no known format'],
  idle: ['holds no conversation', 'hold no conversation'],
  cut: [
    'is cut off at its end, and was read as far as it goes',
    'are cut off at their ends, and were read as far as they go',
  ],
  broken: [
    'has lines that are not JSON; the others were read',
    'have lines that are not JSON; the others were read',
  ],
  strange: [
    'has records that could not be understood; the others were read',
    'have records that could not be understood; the others were read',
  ],
  long: [
    'has a line of more than 500 million characters, and was read up to there',
    'have lines of more than 500 million characters, and were read up to there',
  ],
} as const

export type NoteKind = keyof typeof sentences

/** Collects what is to be said of files; a sentence for each kind, with the names of its files. */
export class Notes {
  readonly #names = new Map<NoteKind, string[]>()

  add(kind: NoteKind, path: string, detail?: string): void {
    const name = relative('', path) || path
    const shown = name.startsWith('..') ? path : name
    const names = this.#names.get(kind) ?? []
    this.#names.set(kind, names)
    names.push(detail === undefined ? shown : `${shown} (${detail})`)
  }

  sentences(): readonly string[] {
    return [...this.#names].map(([kind, names]) => {
      const [one, several] = sentences[kind]
      return `${list(names, names.length)} ${names.length === 1 ? one : several}.`
    })
  }
}
