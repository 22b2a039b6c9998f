import type { JsonSchema } from '../../call/tool.ts'
import { isRecord } from '../../util/is-record.ts'
import { propertiesOf } from './judge-schema.ts'
import { reading } from './words/reads.ts'
import { wordsOfName } from './words/split-name.ts'

/** A key for one file, or for one thing, in place of that of the whole server: a guess that a developer has to confirm. */
export interface NarrowKey {
  readonly of: 'file' | 'id'
  /** The arguments that name it; of files perhaps several: `source`, `destination`. */
  readonly names: readonly string[]
  /** What it is: `issue`. */
  readonly noun: string
  /** For the developer. */
  readonly question: string
}

const fileArgument: RegExp =
  /^(?:(?:(?:src|source|old|from|dest|destination|dst|new|to|target|input|output|file|dir|directory|folder)_)?(?:path|file_?path)|file|filename|file_name|dir|directory|folder|source|destination)$/
const several: RegExp =
  /^(?:paths|files|filenames|file_paths|globs?|pattern|patterns|exclude_patterns)$/

/** The narrower key that the arguments make plain; undefined if they do not. */
export function narrowKeyOf(name: string, schema: JsonSchema | undefined): NarrowKey | undefined {
  const properties = Object.entries(propertiesOf(schema)).map(([name, property]) => ({
    name,
    words: wordsOfName(name).join('_'),
    isPlain: isText(property) && isRequired(schema, name),
  }))
  if (properties.some(({ words }) => several.test(words))) return undefined
  const files = properties.filter(({ words }) => fileArgument.test(words))
  if (files.length > 0) {
    // An argument that may be missing names a file that is not known.
    if (!files.every(({ isPlain }) => isPlain)) return undefined
    const names = files.map(({ name }) => name)
    const question = `Does it touch nothing but the files named by ${listed(names)}, and what lies in them?`
    return { of: 'file', names, noun: 'file', question }
  }
  const ids = properties.filter(({ words }) => /(?:^|_)(?:id|uuid|key|number)$/.test(words))
  const [id] = ids
  if (id === undefined || ids.length > 1 || !id.isPlain || !/(?:^|_)(?:id|uuid)$/.test(id.words))
    return undefined
  const noun = nounOf(name, id.words)
  if (noun === undefined) return undefined
  const question = `Does it touch nothing but the ${noun} named by \`${id.name}\`, and is each ${noun} always written in the same way?`
  return { of: 'id', names: [id.name], noun, question }
}

/** `issue_id` is of an issue; `id` of `get_issue` is, too. */
function nounOf(name: string, id: string): string | undefined {
  const own = id.replace(/_?(?:id|uuid)$/, '')
  if (own !== '') return own
  const words = wordsOfName(name)
  const last = words.at(-1)
  return words.length < 2 || last === undefined || reading.has(last)
    ? undefined
    : last.replace(/s$/, '')
}

function isText(property: unknown): boolean {
  return isRecord(property) && (property['type'] === 'string' || property['type'] === 'integer')
}

function isRequired(schema: JsonSchema | undefined, name: string): boolean {
  const required = schema?.['required']
  return Array.isArray(required) && required.includes(name)
}

function listed(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(' and ')
}
