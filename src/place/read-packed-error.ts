import { isRecord } from '../util/is-record.ts'
import type { Read } from '../util/read.ts'
import { isPrimitive, notFields, type PackedError } from './packed-error.ts'

/** More than {@link packError} writes; a chain of any length would be read by as many calls inside each other. */
const deepestCause = 8
const kinds: ReadonlySet<unknown> = new Set(['ToolError', 'FanfoldError', 'Error'])

/** Reads what says that it is a packed error, written by anybody. */
export function readPackedError(given: unknown, depth = 0): Read<PackedError> {
  if (!isRecord(given)) return { fault: 'its error is no object' }
  const { kind, value, name, message, stack, fields, cause } = given
  if (kind === 'value')
    return isPrimitive(value)
      ? { value: { kind, value } }
      : { fault: 'its error is a value that is an object' }
  if (!kinds.has(kind)) return { fault: 'its error is of no kind that is known' }
  if (typeof name !== 'string' || typeof message !== 'string' || !isTextOrNothing(stack))
    return { fault: 'its error has no name and message that are texts' }
  if (!isRecord(fields)) return { fault: 'its error has no fields' }
  if (kind !== 'Error' && !isTextOrNothing(fields['code']))
    return { fault: "its error's code is no text" }
  const isDeepest = cause === undefined || depth === deepestCause
  const inner = isDeepest ? undefined : readPackedError(cause, depth + 1)
  if (inner?.fault !== undefined) return inner
  return {
    value: {
      kind: kind as 'Error',
      name,
      message,
      stack,
      fields: Object.fromEntries(Object.entries(fields).filter(isField)) as PackedFields,
      cause: inner?.value,
    },
  }
}

type PackedFields = Exclude<PackedError, { kind: 'value' }>['fields']

/** Not what an error has a place for, nor what every object has. */
function isField([key, value]: [string, unknown]): boolean {
  return !notFields.has(key) && !(key in Object.prototype) && isPrimitive(value)
}

function isTextOrNothing(value: unknown): value is string | undefined {
  return value === undefined || typeof value === 'string'
}
