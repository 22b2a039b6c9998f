import { isRecord } from '../../../util/is-record.ts'
import { printable } from '../../../util/printable.ts'
import type { JsonSchema } from '../input-schema.ts'
import type { Dialect, Shape } from './dialect.ts'

/** Why something is no schema. */
export class Flaw extends Error {}

/** A path of more words would be too much for the stack of those who have other things on it. */
const mostWords = 600

export interface Visitor<Base> {
  /** Begins a schema; says what those within it have for a base. */
  enter(schema: JsonSchema, base: Base): Base
  /** A keyword of a schema, of the right shape. */
  keyword(name: string, value: unknown, base: Base): void
}

/**
 * Visits a schema and all schemas in it, the outer ones first.
 *
 * @throws {Flaw} at what its dialect does not take.
 */
export function walk<Base>(
  schema: unknown,
  { keywords }: Dialect,
  base: Base,
  visitor: Visitor<Base>,
): void {
  // Where we are: so it says at the end where it went wrong.
  const path: string[] = []

  const visit = (value: unknown, outer: Base): void => {
    if (typeof value === 'boolean') return
    if (!isRecord(value)) throw new Flaw('must be an object or a boolean')
    if (path.length > mostWords) throw new Flaw('lies too deep')
    const own = visitor.enter(value, outer)
    for (const name of Object.keys(value)) {
      const shape = keywords.get(name)
      if (shape === undefined) continue
      const part = value[name]
      path.push(name)
      if (!shape.fits(part)) throw new Flaw(`must be ${shape.must}`)
      visitor.keyword(name, part, own)
      if (shape.inner !== undefined) visitInner(shape.inner, part, own)
      path.pop()
    }
  }
  const visitInner = (where: Shape['inner'], part: unknown, base: Base): void => {
    if (where === 'schema' || (where === 'schema or list' && !Array.isArray(part)))
      return visit(part, base)
    const parts = part as Readonly<Record<string, unknown>>
    for (const name of Object.keys(parts)) {
      if (where === 'by name or names' && Array.isArray(parts[name])) continue
      path.push(name)
      visit(parts[name], base)
      path.pop()
    }
  }
  try {
    visit(schema, base)
  } catch (error) {
    if (!(error instanceof Flaw)) throw error
    throw new Flaw(`${path.length === 0 ? 'it' : printable(path.join('/'))} ${error.message}`)
  }
}
