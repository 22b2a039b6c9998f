import type { TurnReport } from '../report/report.ts'
import type { CallError } from '../report/result.ts'
import { formatError } from './format-error.ts'

/** By which Node.js, Deno and Bun ask an object how it is to be printed (nodejs.org, "Custom inspection functions on objects"). */
export const inspected: unique symbol = Symbol.for('nodejs.util.inspect.custom')

/** What `console.log` shows of a result's error, at whatever depth: what no JSON of it holds, too. */
export function inspectCallError(this: CallError): string {
  const { code, message, transient, cause } = this
  const fields = [`code: ${JSON.stringify(code)}`, `message: ${JSON.stringify(message)}`]
  if (transient) fields.push('transient: true')
  if (cause === undefined) return `{ ${fields.join(', ')} }`
  fields.push(`[cause]: ${formatError(cause)}`)
  return `{\n${fields.join(',\n')}\n}`.replaceAll('\n', '\n  ').replace(/\n {2}\}$/, '\n}')
}

/** Is printed, and written as JSON, by its id alone: what it is made of refers to itself, and tells a reader nothing. */
export abstract class ShownById {
  abstract readonly id: string

  toJSON(): { readonly id: string } {
    return { id: this.id }
  }
}
// Not in the class: `isolatedDeclarations` takes no method there whose name is a symbol of one's own.
Object.defineProperty(ShownById.prototype, inspected, { value: ShownById.prototype.toJSON })

type Inspect = (value: unknown, options: object) => string

/** Has an object printed so many levels deeper than is asked for, if that shows why something failed. */
export function inspectDeeper<T extends object>(
  object: T,
  levels: number,
  hasFailed: (object: T) => boolean,
): T {
  const show = (depth: unknown, options: object, inspect?: Inspect): unknown => {
    if (typeof depth !== 'number' || inspect === undefined || !hasFailed(object)) return object
    return inspect({ ...object }, { ...options, depth: depth + levels })
  }
  return Object.defineProperty(object, inspected, { value: show })
}

export function hasFailures({ results }: Pick<TurnReport, 'results'>): boolean {
  return results.some(({ error }) => error !== undefined)
}
