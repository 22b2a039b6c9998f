import type { InvalidInput, ToolCall } from './call.ts'
import { plainClass, type Mutable } from '../util/without-literal.ts'
import { show } from './expect.ts'

const PlainCall = plainClass(function fill(
  this: Mutable<ToolCall>,
  id: string,
  name: string,
  input: unknown,
) {
  this.id = id
  this.name = name
  this.input = input
})

/**
 * A call as it was when it came, so that nothing read of it later throws or changes. What is not a call becomes one that
 * is answered: every call of a message has its result.
 */
export function readCall(given: ToolCall): ToolCall {
  try {
    const { id, name, input, invalid, digits } = given
    const text = textOf(id)
    if (typeof name === 'string' && text !== undefined) {
      const call = new PlainCall(text, name, input)
      if (invalid !== undefined) return { ...call, invalid: readInvalid(invalid) }
      return Array.isArray(digits) ? { ...call, digits: digits.map(String) } : call
    }
  } catch {
    // Null has no fields, and a getter may throw.
  }
  return { id: idOf(given), name: '', input: undefined, invalid: notACall(given) }
}

/** What is not said, or cannot be read, is what is so of all arguments that could not be. */
function readInvalid(given: InvalidInput): InvalidInput {
  const unread: InvalidInput = {
    reason: 'json',
    message: 'The arguments could not be read.',
    text: '',
  }
  try {
    const { reason, message, text } = given
    return {
      reason: typeof reason === 'string' ? reason : unread.reason,
      message: typeof message === 'string' ? message : unread.message,
      text,
    }
  } catch {
    return unread
  }
}

function notACall(given: unknown): NonNullable<ToolCall['invalid']> {
  const message = `Expected a call with an id, a name and an input, got ${show(given)}.`
  return { reason: 'shape', message, text: '' }
}

function idOf(given: unknown): string {
  try {
    return textOf((given as Partial<ToolCall>).id) ?? ''
  } catch {
    return ''
  }
}

/** Providers leave ids out, and some number them; undefined for what is no id. */
function textOf(id: unknown): string | undefined {
  if (typeof id === 'string') return id
  if (typeof id === 'number') return String(id)
  return id === undefined || id === null ? '' : undefined
}
