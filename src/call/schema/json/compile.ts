import type { JsonSchema } from '../input-schema.ts'
import { anyRules } from './branch-rules.ts'
import { fillOf, type Fill } from './defaults.ts'
import type { Dialect } from './dialect.ts'
import type { SchemaDocument, Resource, Target } from './document.ts'
import { listRules, unevaluatedItems } from './list-rules.ts'
import { objectRules, unevaluatedFields } from './object-rules.ts'
import type { Kind, Maker, Rule, Rules } from './rules.ts'
import { addSeen, seenNothing, type Check } from './run.ts'
import { numberRules, stringRules } from './scalar-rules.ts'
import { Flaw, walk } from './walk.ts'

// All as if they took any value: each will see those of its kind alone.
const rules = new Map<string, { readonly kind: Kind; readonly make: Rule }>()
function know(kind: Kind, some: Rules<never>): void {
  for (const [word, make] of Object.entries<unknown>(some))
    rules.set(word, { kind, make: make as Rule })
}
know('any', anyRules)
know('number', numberRules)
know('string', stringRules)
know('array', listRules)
know('object', objectRules)

/** The checks of one schema: those of values of a kind beside those of any. */
type Checks = Partial<Record<Kind, Check[]>>

const fits: Check = () => true
const isUnwanted: Check = (_, run) => run.no(() => 'must NOT be there')

/** Makes one function of a JSON Schema: of all schemas in it now, and of those it refers to at their first use. */
export function compile(document: SchemaDocument): Check {
  const { root } = document
  const check = new Compiler(document).make(root.root, root)
  if (!document.isDynamic) return check
  return (value, run, seen) => {
    run.entered = [root]
    return check(value, run, seen)
  }
}

/** What fills in the defaults of a JSON Schema; undefined if it has none. */
export function compileDefaults(document: SchemaDocument): Fill | undefined {
  return document.hasDefaults ? fillOf(document, new Compiler(document)) : undefined
}

class Compiler implements Maker {
  readonly #document: SchemaDocument
  readonly #known = new Map<JsonSchema, Check>()

  constructor(document: SchemaDocument) {
    this.#document = document
  }

  find(reference: string, from: Resource): Target {
    return this.#document.find(reference, from)
  }

  word(schema: JsonSchema, keyword: string): unknown {
    return this.#document.dialect.keywords.has(keyword) ? schema[keyword] : undefined
  }

  at(target: Target): Check {
    if ('dialect' in target) return isSchemaOf(target.dialect)
    const { schema, resource } = target
    if (typeof schema === 'boolean') return this.make(schema, resource)
    return (value, run, seen) => {
      let check = this.#known.get(schema)
      if (check === undefined) this.#known.set(schema, (check = this.make(schema, resource)))
      // With dynamic references it depends on who refers to it.
      return this.#document.isDynamic ? check(value, run, seen) : run.once(check, value, seen)
    }
  }

  make(schema: unknown, from: Resource): Check {
    if (typeof schema === 'boolean') return schema ? fits : isUnwanted
    const known = schema as JsonSchema
    const resource = this.#document.resourceOf(known) ?? from
    return this.entering(resource, this.#checkOf(known, resource), from)
  }

  entering(resource: Resource, check: Check, from: Resource): Check {
    if (resource === from || !this.#document.isDynamic) return check
    return (value, run, seen) => {
      const { entered } = run
      run.entered = [...entered, resource]
      const ok = check(value, run, seen)
      run.entered = entered
      return ok
    }
  }

  #checkOf(schema: JsonSchema, resource: Resource): Check {
    const checks: Checks = {}
    const { keywords, draft7 } = this.#document.dialect
    // In draft 7 what stands beside a reference says nothing.
    const words = draft7 && schema['$ref'] !== undefined ? ['$ref'] : Object.keys(schema)
    for (const word of words) {
      const rule = keywords.has(word) ? rules.get(word) : undefined
      if (rule === undefined) continue
      const { kind, make } = rule
      const check = make(schema[word] as never, schema, this, resource)
      if (check !== undefined) (checks[kind] ??= []).push(check)
    }
    return this.#withUnevaluated(oneCheck(checks), schema, resource)
  }

  /** What is said of all that nothing else has said something of, comes last. */
  #withUnevaluated(check: Check, schema: JsonSchema, resource: Resource): Check {
    const fields = this.word(schema, 'unevaluatedProperties')
    const items = this.word(schema, 'unevaluatedItems')
    if (fields === undefined && items === undefined) return check
    const last: Checks = {}
    if (items !== undefined) last.array = [unevaluatedItems(items, this, resource) as Check]
    if (fields !== undefined) last.object = [unevaluatedFields(fields, this, resource) as Check]
    const others = oneCheck(last)
    return (value, run, seen) => {
      const mine = seenNothing()
      if (!check(value, run, mine) || !others(value, run, mine)) return false
      if (seen !== undefined) addSeen(seen, mine)
      return true
    }
  }
}

/** One check of many, each of which sees only values of its kind. */
function oneCheck(checks: Checks): Check {
  const any = checks.any ?? []
  const number = joined(any, checks.number)
  const string = joined(any, checks.string)
  const array = joined(any, checks.array)
  const object = joined(any, checks.object)
  const isAlone = number === any && string === any && array === any && object === any
  if (isAlone && any.length < 2) return any[0] ?? fits
  return (value, run, seen) => {
    const those =
      typeof value === 'string'
        ? string
        : typeof value === 'number'
          ? number
          : typeof value !== 'object' || value === null
            ? any
            : Array.isArray(value)
              ? array
              : object
    let ok = true
    for (let index = 0; index < those.length; index += 1) {
      if ((those[index] as Check)(value, run, seen)) continue
      if (run.issues === undefined) return false
      ok = false
    }
    return ok
  }
}

function joined(any: readonly Check[], more: readonly Check[] | undefined): readonly Check[] {
  return more === undefined ? any : any.concat(more)
}

/** That a value is a schema itself. */
function isSchemaOf(dialect: Dialect): Check {
  return (value, run) => {
    try {
      walk(value, dialect, undefined, { enter: () => undefined, keyword: () => {} })
      return true
    } catch (error) {
      if (!(error instanceof Flaw)) throw error
      return run.no(() => `must be a JSON Schema: ${error.message}`)
    }
  }
}
