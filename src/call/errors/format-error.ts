import { catchRejections } from '../../util/catch-rejections.ts'
import { cutText } from '../../util/cut-text.ts'
import { cutError, redactError } from '../../util/error-length.ts'
import { errorText } from '../../util/error-text.ts'
import { isResponse } from '../response/is-response.ts'

/** Deeper causes, and more of several, are counted and not told. */
const deepest = 8
const mostErrors = 20
/** Of one error, so that the causes of one with a very long stack are told as well. */
const mostChars = 5_000
const mostFields = 20
const mostFieldChars = 500

interface Telling {
  readonly around: unknown[]
  told: number
}

/**
 * All that is known of an error, for people and logs: its stack, its fields, its causes and the errors in it, without what looks
 * like a credential (a best effort), and at most 20,000 characters of it. Takes whatever was thrown, a call's result, and the
 * `error` of one. Never throws.
 */
export function formatError(error: unknown): string {
  catchRejections(error)
  const what = isResult(error) ? read(error, 'error') : error
  if (what === undefined) return 'Expected an error, got undefined: a call that ended ok has none.'
  return cutError(tell(what, { around: [], told: 0 }))
}

function isResult(value: unknown): boolean {
  return typeof read(value, 'status') === 'string' && read(value, 'timing') !== undefined
}

function tell(error: unknown, telling: Telling): string {
  const { around } = telling
  if (around.includes(error)) return '[circular]'
  telling.told += 1
  const own = cutText(redactError(ownText(error) + fieldsOf(error)), mostChars)
  if (typeof error !== 'object' || error === null) return own
  around.push(error)
  const inner = innerOf(error).map(([name, value]) => {
    const isEnough = around.length >= deepest || telling.told >= mostErrors
    return `\n  [${name}]: ${isEnough ? '…' : indented(tell(value, telling))}`
  })
  around.pop()
  return own + inner.join('')
}

/** The stack with its message at the head, as not all runtimes write it. */
function ownText(error: unknown): string {
  // Of a response the status says it all.
  if (isResponse(error)) return errorText(error)
  const message = read(error, 'message')
  if (typeof message !== 'string')
    return typeof error === 'string' ? JSON.stringify(error) : errorText(error)
  const name = read(error, 'name') ?? read(error, 'code')
  const head = typeof name === 'string' && name !== '' ? `${name}: ${message}` : message
  const stack = read(error, 'stack')
  if (typeof stack !== 'string' || stack === '') return head
  const tools = toolsOwn(stack)
  return tools.includes(message) ? tools : `${head}\n${tools}`
}

/** Below the line in which a tool was called there are only lines of this package. */
function toolsOwn(stack: string): string {
  return stack.replace(/(?:\n\s+at \S+\.run \([^\n]*)?\n\s+at Attempt\.start \([^]*$/, '')
}

const toldOtherwise: ReadonlySet<string> = new Set(['name', 'message', 'stack', 'cause', 'errors'])

/** What an error says in fields of its own: ` { code: "ECONNREFUSED", port: 80 }`. */
function fieldsOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || isResponse(error)) return ''
  const fields: string[] = []
  for (const key of keysOf(error)) {
    const value = toldOtherwise.has(key) ? undefined : read(error, key)
    if (typeof value === 'string')
      fields.push(`${key}: ${JSON.stringify(cutText(value, mostFieldChars))}`)
    else if (['number', 'boolean', 'bigint'].includes(typeof value))
      fields.push(`${key}: ${String(value)}`)
    if (fields.length === mostFields) break
  }
  return fields.length === 0 ? '' : ` { ${fields.join(', ')} }`
}

/** Its cause, and the errors of an `AggregateError`. */
function innerOf(error: object): [string, unknown][] {
  const inner: [string, unknown][] = []
  const cause = read(error, 'cause')
  if (cause !== undefined) inner.push(['cause', cause])
  const errors = read(error, 'errors')
  const several = isList(errors) ? Math.min(errors.length, mostErrors) : 0
  for (let index = 0; index < several; index += 1)
    inner.push([`errors ${index}`, read(errors, String(index))])
  return inner
}

function isList(value: unknown): value is readonly unknown[] {
  try {
    return Array.isArray(value)
  } catch {
    return false
  }
}

function keysOf(error: object): string[] {
  try {
    return Object.keys(error)
  } catch {
    return []
  }
}

/** Undefined for what cannot be read: a getter may throw, and so may a proxy. */
function read(holder: unknown, key: string): unknown {
  try {
    return (holder as Readonly<Record<string, unknown>> | null | undefined)?.[key]
  } catch {
    return undefined
  }
}

function indented(text: string): string {
  return text.replaceAll('\n', '\n  ')
}
