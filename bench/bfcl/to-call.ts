import type { ToolCall } from '../../src/call/call.ts'
import { effects } from './effects/all.ts'
import { parsePythonCall, type PythonCall } from './python-call.ts'
import type { Signatures } from './signatures.ts'

/** The tool that stands in for a call of which nothing is known: it writes everything, so it runs alone. */
export const unknownCall = 'unknown_call'

/** Makes a tool call of a line of Python. One that cannot be read, or whose function is not declared, runs alone. */
export function toCall(text: string, id: string, signatures: Signatures): ToolCall {
  const call = read(text)
  const input = call && nameArguments(call, signatures.get(call.name) ?? [])
  if (call === undefined || input === undefined || !effects.has(call.name))
    return { id, name: unknownCall, input: { text } }
  return { id, name: call.name, input }
}

function read(text: string): PythonCall | undefined {
  try {
    return parsePythonCall(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** Undefined where an argument has no name to go by. */
function nameArguments(
  { positional, named }: PythonCall,
  parameters: readonly string[],
): Record<string, unknown> | undefined {
  if (positional.length > parameters.length) return undefined
  const fromPositions = positional.map((value, index) => [parameters[index] as string, value])
  return { ...Object.fromEntries(fromPositions), ...named } as Record<string, unknown>
}
