import { isDeepStrictEqual } from 'node:util'
import type { ToolCall } from '../../../call/call.ts'
import { isRecord } from '../../../wire/shared/shape.ts'
import type { IndexedCall, Recording } from './recording.ts'
import type { Taken } from './take.ts'

/** How blocks and items are typed that are calls, but not of the client's own tools: `server_tool_use`, `shell_call`. */
const providersOwn = /_(?:tool_use|call)$/
const clientsOwn: ReadonlySet<unknown> = new Set(['function_call', 'custom_tool_call'])

/**
 * Why a reading is not what the index says of a recording; undefined if it is.
 *
 * - Calls that the provider runs itself, which some indexes count in, have to be in the message, and not to be emitted.
 * - Arguments that the index does not say are not compared. Nor are ids that the provider did not send, or sent twice.
 * - Of a recording whose index says that its calls are of several choices, those of the first are expected.
 */
export function difference(recording: Recording, { reading, emitted }: Taken): string | undefined {
  const { calls, stop, messages } = reading
  const others = passedThrough(messages)
  const expected = recording.calls.filter(({ id }) => id === undefined || !others.has(id))
  if (stop.kind === 'broken') return `it was read as broken: ${stop.message}`
  const count = recording.mixed ? Math.min(calls.length, expected.length) : expected.length
  if (calls.length !== count) return `expected ${count} calls, got ${calls.length}`
  if (recording.mixed && count === 0 && expected.length > 0) return 'expected calls, got none'
  for (const [at, call] of calls.entries()) {
    const indexed = expected[at] as IndexedCall
    const isRepeated = expected.findIndex(({ id }) => id === indexed.id) < at
    const fault = callDifference(isRepeated ? { ...indexed, id: undefined } : indexed, call)
    if (fault !== undefined) return `call ${at + 1}: ${fault}`
  }
  if (stop.kind === 'calls' && !isDeepStrictEqual(emitted, calls))
    return `${emitted.length} of ${calls.length} calls were emitted`
  return undefined
}

function callDifference(indexed: IndexedCall, call: ToolCall): string | undefined {
  const { id, name, arguments: json } = indexed
  if (id !== undefined && call.id !== id) return `expected the id ${id}, got ${call.id}`
  if (call.name !== name) return `expected the name ${name}, got ${call.name}`
  if (json === undefined) return undefined
  const value = parsed(json)
  // Text of a custom tool is its input as it is.
  if (value === undefined)
    return call.invalid !== undefined || call.input === json
      ? undefined
      : `expected arguments that cannot be read, got ${JSON.stringify(call.input)}`
  if (isDeepStrictEqual(value, call.input)) return undefined
  return `expected the arguments ${json}, got ${JSON.stringify(call.input)}`
}

function parsed(json: string): unknown {
  if (!/\S/.test(json)) return {}
  try {
    return JSON.parse(json) as unknown
  } catch {
    return undefined
  }
}

/** The ids of the calls that are in the messages and not for the client. */
function passedThrough(messages: readonly unknown[]): ReadonlySet<unknown> {
  const found = new Set<unknown>()
  const look = (value: unknown, depth: number): void => {
    if (Array.isArray(value)) for (const item of value) look(item, depth + 1)
    if (!isRecord(value) || depth > 6) return
    const { type } = value
    if (typeof type === 'string' && providersOwn.test(type) && !clientsOwn.has(type))
      for (const id of [value.id, value.call_id, value.toolUseId]) found.add(id)
    for (const field of Object.values(value)) look(field, depth + 1)
  }
  look(messages, 0)
  found.delete(undefined)
  return found
}
