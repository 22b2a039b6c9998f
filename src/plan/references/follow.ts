import { list, printable } from '../../util/printable.ts'
import { ReferenceFault } from './reference-fault.ts'
import { formatPath, type Path } from './reference-syntax.ts'

/**
 * The value that a reference names. Follows own properties only, so that no path leads to a prototype.
 *
 * @throws {ReferenceFault} if there is no such value, saying what there is instead.
 */
export function follow(id: string, path: Path, results: ReadonlyMap<string, unknown>): unknown {
  if (!results.has(id)) throw new ReferenceFault(noStep(id, results))
  let value = results.get(id)
  for (const [depth, part] of path.entries()) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) {
      const wanted = printable(formatPath(path.slice(0, depth + 1)))
      const there = depth === 0 ? 'it' : `\`${printable(formatPath(path.slice(0, depth)))}\``
      const step = `Step "${printable(id)}"`
      throw new ReferenceFault(`${step} has no \`${wanted}\`; ${there} ${describe(value)}.`)
    }
    value = (value as Record<string | number, unknown>)[part]
  }
  return value
}

/** That there is no such step, and which there are. */
function noStep(id: string, steps: ReadonlyMap<string, unknown>): string {
  const others = steps.size === 0 ? 'no other' : list(steps.keys(), steps.size)
  return `There is no step "${printable(id)}"; there is ${others}.`
}

function describe(value: unknown): string {
  if (Array.isArray(value)) return `is an array of ${value.length}`
  if (value === null || value === undefined) return 'is null'
  if (typeof value !== 'object') return `is a ${typeof value}`
  const names = Object.keys(value)
  return names.length === 0 ? 'has no fields' : `has ${list(names, names.length)}`
}
