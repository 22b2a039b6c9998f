import { createRequire } from 'node:module'
import { errorText } from '../../util/error-text.ts'
import { UsageError } from '../errors/error.ts'
import { isSurelyValid } from './simple-schema.ts'
import type { JsonSchema } from '../tool.ts'
import { misfit, type Validate } from './validate.ts'

interface Ajv {
  compile(schema: JsonSchema): AjvValidate
  validateSchema(schema: JsonSchema): unknown
  errorsText(errors?: unknown): string
  readonly errors?: unknown
}
interface AjvValidate {
  (input: unknown): boolean
  errors?: readonly { instancePath: string; message?: string; params?: unknown }[] | null
}
type AjvClass = new (options: object) => Ajv

/** A schema is compiled once, however many tools have it, and is freed with them. */
const compiled = new WeakMap<JsonSchema, AjvValidate>()

/**
 * Makes the validator of a JSON Schema. Compiling costs many times what else there is to a tool, and most of an
 * engine's tools may never be called: a schema that is valid at a glance is compiled at the first call.
 *
 * @throws {UsageError} if ajv is missing or the schema is invalid.
 */
export function jsonSchemaValidator(toolName: string, schema: JsonSchema): Validate {
  const Ajv = loadAjv(toolName, schema)
  const known = (): AjvValidate => {
    let validate = compiled.get(schema)
    if (validate === undefined) compiled.set(schema, (validate = compile(Ajv, toolName, schema)))
    return validate
  }
  if (!isSurelyValid(schema)) known()
  return (input) => {
    const validate = known()
    if (validate(input)) return { ok: true, value: input }
    return misfit(validate.errors ?? [], ajvIssue)
  }
}

/** `strict: false` because providers and servers add keywords of their own. */
const options = { allErrors: true, strict: false, validateFormats: false, logger: false }

/** Each schema has an Ajv of its own, for one keeps all that it compiles, and takes no `$id` twice. */
function compile(Ajv: AjvClass, toolName: string, schema: JsonSchema): AjvValidate {
  // A word of ajv's alone, which would make the validator answer later.
  const { $async: _, ...plain } = schema
  try {
    const checker = checkerOf(Ajv)
    if (checker.validateSchema(plain) !== true)
      throw new Error(`schema is invalid: ${checker.errorsText(checker.errors)}`)
    return new Ajv({ ...options, validateSchema: false }).compile(plain)
  } catch (cause) {
    throw new UsageError(
      `Expected \`inputSchema\` of tool "${toolName}" to be a valid JSON Schema: ${errorText(cause)}`,
      cause,
    )
  }
}

const checkers = new Map<AjvClass, Ajv>()

/** Compiling what schemas themselves are checked by takes longer than anything else here. */
function checkerOf(Ajv: AjvClass): Ajv {
  let checker = checkers.get(Ajv)
  if (checker === undefined) checkers.set(Ajv, (checker = new Ajv(options)))
  return checker
}

function ajvIssue(error: { instancePath: string; message?: string; params?: unknown }): string {
  const path = error.instancePath.slice(1).replaceAll('/', '.')
  const text = error.message ?? 'is not valid'
  const allowed = (error.params as { allowedValues?: unknown } | undefined)?.allowedValues
  const detail = allowed === undefined ? text : `${text}: ${JSON.stringify(allowed)}`
  return path === '' ? `The arguments ${detail}.` : `${path}: ${detail}`
}

const loaded = new Map<string, AjvClass>()

/** The 2020 dialect is what MCP and the providers speak; many servers still say that theirs is draft 7. */
function loadAjv(toolName: string, { $schema }: JsonSchema): AjvClass {
  const draft7 =
    typeof $schema === 'string' && /^https?:\/\/json-schema\.org\/draft-07\//.test($schema)
  const file = draft7 ? 'ajv/dist/ajv.js' : 'ajv/dist/2020.js'
  let Ajv = loaded.get(file)
  if (Ajv === undefined) loaded.set(file, (Ajv = load(toolName, file, draft7 ? 'Ajv' : 'Ajv2020')))
  return Ajv
}

function load(toolName: string, file: string, name: string): AjvClass {
  try {
    return (createRequire(import.meta.url)(file) as Record<string, AjvClass>)[name] as AjvClass
  } catch (cause) {
    throw new UsageError(
      `Tool "${toolName}" has a JSON Schema, which the optional package "ajv" checks. Install it: npm install ajv`,
      cause,
    )
  }
}
