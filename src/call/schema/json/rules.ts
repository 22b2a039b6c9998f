import type { JsonSchema } from '../input-schema.ts'
import type { Resource, Target } from './document.ts'
import type { Check } from './run.ts'

/** Of which values a keyword says something. */
export type Kind = 'any' | 'number' | 'string' | 'array' | 'object'

/** What a keyword's check is made with. */
export interface Maker {
  /** The check of a schema within. */
  make(schema: unknown, resource: Resource): Check
  /** The check of a target of references, made at the first use: schemas may be in circles. */
  at(target: Target): Check
  /** Where a reference leads. */
  find(reference: string, from: Resource): Target
  /** A check of what may lie in another resource than those who refer to it. */
  entering(resource: Resource, check: Check, from: Resource): Check
  /** A keyword's value, if the dialect has the keyword. */
  word(schema: JsonSchema, keyword: string): unknown
}

/** Makes the check of a keyword from its value; undefined if there is nothing to check. */
export type Rule<Value = unknown> = (
  word: never,
  schema: JsonSchema,
  maker: Maker,
  resource: Resource,
) => Check<Value> | undefined

export type Rules<Value> = Readonly<Record<string, Rule<Value>>>
