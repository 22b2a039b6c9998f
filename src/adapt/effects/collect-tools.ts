import { toJsonSchema } from '../../call/schema/schema.ts'
import type { InputSchema, JsonSchema } from '../../call/tool.ts'
import { isRecord } from '../../util/is-record.ts'
import { isPlainObject } from '../../util/plain-object.ts'
import type { ToolFacts, ToolHints } from './tool-facts.ts'

/** Lists of tools in lists: a provider's `functionDeclarations`, the response of an MCP server. */
const deepest = 6

/**
 * The tools in a value: tools of Fanfold, of the AI SDK, LangChain or Mastra, definitions for a provider's API (Anthropic, OpenAI,
 * Gemini, Bedrock, Ollama), the answer to MCP's `tools/list`; alone, in arrays, in records by name. What is no tool is left
 * alone. Of two with one name, both are given.
 */
export function collectTools(value: unknown): readonly ToolFacts[] {
  const found: ToolFacts[] = []
  const seen = new Set<unknown>()

  function collect(value: unknown, key: string, depth: number): void {
    try {
      collectFrom(value, key, depth)
    } catch {
      // What throws when it is looked at is no tool that could be run.
    }
  }

  function collectFrom(value: unknown, key: string, depth: number): void {
    if (typeof value !== 'object' || value === null || depth > deepest || seen.has(value)) return
    seen.add(value)
    if (Array.isArray(value)) {
      for (const each of value) collect(each, '', depth + 1)
      return
    }
    const fields = value as Readonly<Record<string, unknown>>
    const inner = fields['function'] ?? fields['toolSpec']
    if (isRecord(inner)) {
      collect(inner, key, depth + 1)
      return
    }
    const facts = factsOf(fields, key)
    if (facts !== undefined) found.push(facts)
    // What has a class is somebody's client, schema or agent.
    else if (isPlainObject(fields))
      for (const [name, each] of Object.entries(fields)) collect(each, name, depth + 1)
  }

  collect(value, '', 0)
  return found
}

/** Where each kind of tool keeps the schema of its input. */
const schemaFields = [
  'inputSchema',
  'input_schema',
  'parameters',
  'parametersJsonSchema',
  'schema',
] as const

/** Undefined for what is no tool. One of a record, as in the AI SDK, has its name there. */
function factsOf(fields: Readonly<Record<string, unknown>>, key: string): ToolFacts | undefined {
  const schema = schemaFields.map((field) => fields[field]).find((each) => isObject(each))
  const { name, id, description, annotations, reads, writes } = fields
  const isNamed = (value: unknown): value is string => typeof value === 'string' && value !== ''
  const ownName = [name, id, schema === undefined ? '' : key].find(isNamed)
  const runs = isFunction(fields['execute']) || isFunction(fields['invoke'])
  const isDescribed = isNamed(name) && typeof description === 'string' && isPlainObject(fields)
  if (ownName === undefined || !(schema !== undefined || runs || isDescribed)) return undefined
  return {
    name: ownName,
    description: typeof description === 'string' ? description : '',
    schema: jsonSchemaOf(ownName, schema),
    hints: isRecord(annotations) ? hintsOf(annotations) : undefined,
    declares: declaredBy(reads, writes),
  }
}

function jsonSchemaOf(name: string, schema: unknown): JsonSchema | undefined {
  try {
    if (!isObject(schema)) return undefined
    // The AI SDK's `jsonSchema({ … })`, and Bedrock's `{ json: { … } }`.
    for (const inner of [schema['jsonSchema'], schema['json']]) if (isRecord(inner)) return inner
    if ('~standard' in schema) return toJsonSchema(name, schema as unknown as InputSchema)
    return schema
  } catch {
    // A schema that cannot be written as JSON says nothing here.
    return undefined
  }
}

function hintsOf(annotations: Readonly<Record<string, unknown>>): ToolHints {
  const hint = (name: keyof ToolHints): object =>
    typeof annotations[name] === 'boolean' ? { [name]: annotations[name] } : {}
  return { ...hint('readOnlyHint'), ...hint('destructiveHint'), ...hint('idempotentHint') }
}

function declaredBy(reads: unknown, writes: unknown): ToolFacts['declares'] {
  if (writes !== undefined && !(Array.isArray(writes) && writes.length === 0)) return 'writes'
  return reads === undefined ? undefined : 'reads'
}

/** Schemas of some libraries are functions with fields. */
function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return isRecord(value) || isFunction(value)
}

function isFunction(value: unknown): boolean {
  return typeof value === 'function'
}
