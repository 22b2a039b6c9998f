import { isRecord, textOf, type Fields } from '../shared/shape.ts'

/** What an exception in a stream says: such as `{ throttlingException: { message } }`. */
export function exceptionIn(event: Fields): string | undefined {
  const kind = Object.keys(event).find((key) => key.endsWith('Exception') && event[key] != null)
  if (kind === undefined) return undefined
  const exception = event[kind]
  const message = isRecord(exception) ? textOf(exception.message) : ''
  return message === '' ? kind : `${message} (${kind})`
}

/** What the body of an error response says: `{ message }`, with the error's type or without. */
export function errorIn(response: Fields): string | undefined {
  const message = textOf(response.message) || textOf(response.Message)
  const { __type: kind } = response
  const type = textOf(kind).replace(/^.*#/, '')
  if (message === '') return type || undefined
  return type === '' ? message : `${message} (${type})`
}
