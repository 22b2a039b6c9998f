import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeValidator } from '../../../../src/call/schema/schema.ts'
import type { JsonSchema } from '../../../../src/call/tool.ts'

/** The JSON-Schema-Test-Suite, as its repository has it; none of it is kept here. */
export const suiteFolder: string = join(
  process.env['FANFOLD_DATA'] ?? join(import.meta.dirname, '../../../../../shared/data'),
  'json-schema-test-suite',
)

export const missingSuite: string | false =
  !existsSync(join(suiteFolder, 'tests')) &&
  `no JSON-Schema-Test-Suite at ${suiteFolder} (set FANFOLD_DATA)`

export interface Draft {
  /** The name of its folder. */
  readonly name: string
  /** What a schema says to be of it. */
  readonly uri: string
  /** The keyword of its definitions. */
  readonly definitions: string
}

export interface Counts {
  readonly all: number
  readonly passed: number
  /** Of those, how many need schemas that lie elsewhere. */
  readonly withRemotes: number
  /** The first of them. */
  readonly failures: readonly string[]
}

interface Group {
  readonly description: string
  readonly schema: JsonSchema | boolean
  readonly tests: readonly { description: string; data: unknown; valid: boolean }[]
}

/** Runs the required tests of a draft, which are those outside of `optional`. */
export function runSuite(draft: Draft): Counts {
  const remotes = remotesOf(draft)
  const failures: string[] = []
  let [all, withRemotes] = [0, 0]
  for (const file of filesIn(join(suiteFolder, 'tests', draft.name)))
    for (const { description, schema, tests } of readJson<Group[]>(file)) {
      const remote = JSON.stringify(schema).includes(host)
      if (remote) withRemotes += tests.length
      const answer = answerOf(remote ? withAll(schema, remotes, draft) : schema, draft)
      for (const test of tests) {
        all += 1
        const got = answer(test.data)
        if (got !== test.valid)
          failures.push(
            `${file.slice(suiteFolder.length)}: ${description}: ${test.description}: ${got}`,
          )
      }
    }
  return { all, passed: all - failures.length, withRemotes, failures }
}

/** Whether a schema takes a value, or what became of the schema. */
function answerOf(schema: JsonSchema | boolean, { uri }: Draft): (data: unknown) => unknown {
  // A tool's schema is an object; this one says the same as one that is `true` or `false`.
  const object = typeof schema === 'boolean' ? { allOf: [schema] } : schema
  try {
    const validate = makeValidator('t', { $schema: uri, ...object })
    return (data) => (validate(data) as { ok: boolean }).ok
  } catch (error) {
    return () => String(error)
  }
}

const host = 'http://localhost:1234/'

/**
 * A schema with those of elsewhere among its definitions, each with its URI: so the standard has them put together, and so
 * must a tool, for nothing is ever fetched.
 */
function withAll(
  schema: JsonSchema | boolean,
  remotes: Readonly<Record<string, JsonSchema>>,
  { definitions }: Draft,
): JsonSchema | boolean {
  if (typeof schema === 'boolean') return schema
  const own = schema[definitions] as object | undefined
  const needed = Object.entries(remotes).filter(
    // The schema of a dialect of one's own only where it is asked for.
    ([uri, { $vocabulary }]) => $vocabulary === undefined || schema['$schema'] === uri,
  )
  return { ...schema, [definitions]: { ...own, ...Object.fromEntries(needed) } }
}

function remotesOf({ name: draft, uri }: Draft): Readonly<Record<string, JsonSchema>> {
  const folder = join(suiteFolder, 'remotes')
  const found: Record<string, JsonSchema> = {}
  for (const file of filesIn(folder, true)) {
    const name = file.slice(folder.length + 1)
    // Of other drafts none.
    if (/^(draft|v1)/.test(name) && !name.startsWith(`${draft}/`)) continue
    const schema = readJson<JsonSchema | boolean>(file)
    if (typeof schema === 'boolean') continue
    const of = schema['$schema'] ?? uri
    if (of !== uri) continue
    const where = host + name
    const id = schema['$id'] ?? where
    found[where] = { ...schema, $id: id }
    // One that says to be elsewhere is found under both.
    if (id !== where) found[`${where} `] = { $id: where, $ref: id }
  }
  return found
}

function filesIn(folder: string, deep = false): readonly string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: deep })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.json'))
    .map(({ parentPath, name }) => join(parentPath, name))
}

function readJson<Json>(file: string): Json {
  return JSON.parse(readFileSync(file, 'utf8')) as Json
}
