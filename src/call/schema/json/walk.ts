import { isRecord } from '../../../util/is-record.ts'
import { printable } from '../../../util/printable.ts'
import type { JsonSchema } from '../../tool.ts'
import type { Dialect, Shape } from './dialect.ts'

/** Why something is no schema. */
export class Flaw extends Error {}

/** Deeper ones would be too much for the stack, of those who have other things on it. */
const mostLevels = 400

/** Where in a schema, from the inside out. */
interface Path {
  readonly up: Path | undefined
  readonly name: string | number
  readonly level: number
}

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
  const visit = (value: unknown, path: Path | undefined, outer: Base): void => {
    if (typeof value === 'boolean') return
    if (!isRecord(value)) throw flaw(path, 'must be an object or a boolean')
    if (path !== undefined && path.level > mostLevels)
      throw new Flaw(`its schemas nest deeper than ${mostLevels} levels`)
    const own = visitor.enter(value, outer)
    for (const name of Object.keys(value)) {
      const shape = keywords.get(name)
      if (shape === undefined) continue
      const part = value[name]
      const at = { up: path, name, level: (path?.level ?? 0) + 1 }
      if (!shape.fits(part)) throw flaw(at, `must be ${shape.must}`)
      try {
        visitor.keyword(name, part, own)
      } catch (error) {
        throw error instanceof Flaw ? flaw(at, error.message) : error
      }
      if (shape.inner !== undefined) visitInner(shape.inner, part, at, own)
    }
  }
  const visitInner = (where: Shape['inner'], part: unknown, at: Path, base: Base): void => {
    const isList = where === 'list' || (where === 'schema or list' && Array.isArray(part))
    if (isList)
      for (const [index, item] of (part as unknown[]).entries()) visit(item, below(at, index), base)
    else if (where === 'schema' || where === 'schema or list') visit(part, at, base)
    else
      for (const [name, item] of Object.entries(part as object))
        if (where === 'by name' || !Array.isArray(item)) visit(item, below(at, name), base)
  }
  visit(schema, undefined, base)
}

function below(up: Path, name: string | number): Path {
  return { up, name, level: up.level }
}

function flaw(path: Path | undefined, what: string): Flaw {
  const names: (string | number)[] = []
  for (let at = path; at !== undefined; at = at.up) names.unshift(at.name)
  return new Flaw(names.length === 0 ? `it ${what}` : `${printable(names.join('/'))} ${what}`)
}
