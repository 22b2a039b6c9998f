import type { OpaqueWatch } from '../../call/content/opaque.ts'
import { catchRejections } from '../../util/catch-rejections.ts'
import { errorText } from '../../util/error-text.ts'
import { types } from '../../util/platform/value-types.ts'
import type { CallRecord } from '../call-record.ts'

/**
 * Warns of what a tool returned and no JSON shows: the model is told in its place, and the author of the tool is told here.
 * Nobody awaits a promise that was forgotten in it; what that rejects with is a warning, too.
 */
export function opaqueWatch({ call: { name }, turn: { events } }: CallRecord): OpaqueWatch {
  return ({ value, what, instead }, path) => {
    const where = path === '' ? '' : ` as \`${path}\` of its result`
    events.warn(
      `${name} returned a ${what}${where}, of which the model is shown nothing. It should return ${instead}.`,
    )
    if (!types.isPromise(value)) return catchRejections(value)
    const rejected = (error: unknown): void =>
      events.warn(`The promise that ${name} returned${where} rejected: ${errorText(error)}`)
    try {
      void Promise.prototype.then.call(value, catchRejections, rejected)
    } catch {
      // It has a constructor of its own.
      catchRejections(value)
    }
  }
}
