import { errorText } from '../../util/error-text.ts'
import { UsageError } from '../errors/usage-error.ts'
import { isOptions, refusal, show, type Check } from '../expect.ts'
import { describesObject, isJsonSchema } from '../schema/describes-object.ts'
import { jsonSchemaValidator } from '../schema/json-schema.ts'
import { isZod3, libraryAdvice, wrapping, zod3Advice } from '../schema/library-advice.ts'
import { isStandard, jsonSchemaOf, vendorOf, writesJsonSchema } from '../schema/standard.ts'

/** Checks `inputSchema` of a tool, so that what cannot be told to a model is refused where it is written. */
export const inputSchemaOption: Check<object> = (value, name, whose) => {
  if (isObjectLike(value) && isStandard(value)) checkStandard(value, name, whose)
  else if (isOptions(value)) checkJsonSchema(value, name, whose)
  else throw noSchema(value, name, whose)
  return value
}

function checkStandard(schema: object, name: string, whose: string): void {
  if (typeof schema['~standard' as never] !== 'object' || !validates(schema))
    throw refusal(name, whose, 'a Standard Schema, whose "~standard" has `validate`', schema)
  const vendor = vendorOf(schema)
  if (!writesJsonSchema(schema))
    throw new UsageError(
      `Expected \`${name}\`${whose} to be a schema that writes itself as JSON Schema, which models are told, got one of ${vendor} that does not. ` +
        libraryAdvice(schema, vendor),
    )
  try {
    expectObject(jsonSchemaOf(schema), name, whose)
  } catch (cause) {
    if (cause instanceof UsageError) throw cause
    const why = errorText(cause).slice(0, 300).replace(/\.$/, '')
    throw new UsageError(
      `Expected \`${name}\`${whose} to be a schema that can be written as JSON Schema, which models are told, but ${vendor} says: ${why}. ` +
        'A model writes JSON: describe what it writes, such as text for a date.',
      cause,
    )
  }
}

function validates(schema: object): boolean {
  const own = (schema as { readonly '~standard': { readonly validate?: unknown } | null })[
    '~standard'
  ]
  return typeof own?.validate === 'function'
}

function checkJsonSchema(schema: object, name: string, whose: string): void {
  if (isZod3(schema))
    throw new UsageError(
      `Expected \`${name}\`${whose} to be a schema that writes itself as JSON Schema, which models are told, got one of Zod 3. ${zod3Advice}`,
    )
  const fields = Object.values(schema).filter(
    (field): field is object => isObjectLike(field) && (isStandard(field) || isZod3(field)),
  )
  if (fields.length > 0)
    throw new UsageError(
      `Expected \`${name}\`${whose} to be one schema, got an object of schemas. Wrap it: ${wrapping(fields)}.`,
    )
  if (!isJsonSchema(schema)) throw otherThing(schema, name, whose)
  const read = schema as Record<string, unknown>
  jsonSchemaValidator(whose, read)
  // A tool that takes nothing but text is one of OpenAI's custom tools.
  if (read['type'] !== 'string') expectObject(read, name, whose)
}

/** Where others keep the schema: the AI SDK's `jsonSchema()`, tools as providers and MCP list them. */
const holders = ['jsonSchema', 'inputSchema', 'input_schema', 'parameters', 'schema', 'json']

function otherThing(schema: object, name: string, whose: string): UsageError {
  const holder = holders.find((each) => isObjectLike(schema[each as keyof typeof schema]))
  const advice =
    holder === undefined
      ? "If these are fields, put them into { type: 'object', properties: { … } }."
      : `Give what is in \`${holder}\`.`
  const words = Object.keys(schema)
    .slice(0, 5)
    .map((word) => word.slice(0, 40))
  return new UsageError(
    `Expected \`${name}\`${whose} to be a Standard Schema or a JSON Schema object, got an object of ${words.join(', ')}. ${advice}`,
  )
}

function expectObject(
  schema: Readonly<Record<string, unknown>>,
  name: string,
  whose: string,
): void {
  if (describesObject(schema)) return
  const { type } = schema
  const what =
    typeof type === 'string' ? `one of ${show(type.slice(0, 40))}` : 'one of something else'
  throw new UsageError(
    `Expected \`${name}\`${whose} to describe an object, for the arguments of a call are one, got ${what}. Wrap it in an object with a property for it.`,
  )
}

function noSchema(value: unknown, name: string, whose: string): UsageError {
  const advice = adviceFor(value)
  const error = refusal(name, whose, 'a Standard Schema or a JSON Schema object', value)
  return advice === undefined ? error : new UsageError(`${error.message} ${advice}`)
}

function adviceFor(value: unknown): string | undefined {
  if (typeof value === 'string') return 'If it is JSON, give JSON.parse(…) of it.'
  if (value instanceof Promise) return 'Await it.'
  if (Array.isArray(value)) return undefined
  if (typeof value !== 'function') return undefined
  if ('ast' in value) return `If it is of Effect: ${libraryAdvice(value, 'effect')}`
  return /^class\b/.test(Function.prototype.toString.call(value))
    ? 'A class does not say at run time what its fields are: describe them by a schema.'
    : 'Give what it returns.'
}

function isObjectLike(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function'
}
