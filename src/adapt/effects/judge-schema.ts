import type { JsonSchema } from '../../call/tool.ts'
import { isRecord } from '../../util/is-record.ts'
import { changeIn } from './sentence.ts'
import { wordsOfName } from './words/split-name.ts'
import { anyDeeds } from './words/doubts.ts'
import { alsoNouns, lasting, writing } from './words/writes.ts'

/** What the arguments say: that something is changed, that anything may be, or nothing. */
export interface SchemaVerdict {
  readonly says: 'writes' | 'doubtful' | 'nothing'
  /** The argument. */
  readonly argument: string
}

/** Arguments that say where a result goes; of a journey, one says where that goes. */
const destination: RegExp =
  /^(?:(?:output|out|save|dest|destination|target|download|export|write)_(?:path|file|filename|file_?path|dir|directory|folder|to)|outfile|downloads_dir)$/

/** Arguments that say that something is changed on the way. */
const changing: RegExp =
  /(?:^|_)(?:acknowledge|append|archive|claim|clear|create|delete|destroy|download|erase|insert|overwrite|persist|publish|purge|replace|reserve|reset|save|send|store|submit|truncate|update|upload|upsert|write)(?:_|$)|^(?:mark_(?:as_)?(?:read|seen|done)|remove_(?:after|source|original|old|existing|files?|items?))/

/** What was created when is a filter. */
const moment: RegExp =
  /_(?:time|date|day|at|by|since|before|after|from|until|id|name|status|type|count)$/

/** Arguments that say what is to be done. */
const program: ReadonlySet<string> = new Set(
  'sql statement statements command commands cmd script mutation shell'.split(' '),
)
const choice: ReadonlySet<string> = new Set(
  'action actions operation operations op method verb'.split(' '),
)
const harmless: ReadonlySet<string> = new Set(
  'get list read search find fetch view show describe head count'.split(' '),
)

/** Judges a tool by its arguments: a reader takes no `save_path` and no `overwrite`. */
export function judgeSchema(schema: JsonSchema | undefined): SchemaVerdict {
  let doubtful: string | undefined
  for (const [argument, property] of Object.entries(propertiesOf(schema))) {
    const words = wordsOfName(argument)
    const name = words.join('_')
    const values = enumOf(property)
    const isChange = changing.test(name) && !moment.test(name)
    if (isChange || destination.test(name) || values.some(startsWithChange))
      return { says: 'writes', argument }
    const said = isRecord(property) ? property['description'] : undefined
    const text = typeof said === 'string' ? said.toLowerCase() : ''
    if (changeIn(text, 'advice') !== undefined) return { says: 'writes', argument }
    const isChoice = choice.has(name) && (values.length === 0 || !values.every(isHarmless))
    if (program.has(name) || isChoice || anyDeeds.test(text)) doubtful ??= argument
  }
  return doubtful === undefined
    ? { says: 'nothing', argument: '' }
    : { says: 'doubtful', argument: doubtful }
}

export function propertiesOf(schema: JsonSchema | undefined): Readonly<Record<string, unknown>> {
  const properties = schema?.['properties']
  return isRecord(properties) ? properties : {}
}

function enumOf(property: unknown): readonly string[] {
  const values = isRecord(property) ? property['enum'] : undefined
  return Array.isArray(values) ? values.filter((value) => typeof value === 'string') : []
}

function startsWithChange(value: string): boolean {
  const [first = ''] = wordsOfName(value)
  return writing.base.has(first) && !alsoNouns.base.has(first) && !lasting.base.has(first)
}

function isHarmless(value: string): boolean {
  return harmless.has(wordsOfName(value)[0] ?? '')
}
