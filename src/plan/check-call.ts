import type { ToolCall } from '../call/call.ts'
import { makeValidator, type Validate } from '../call/schema.ts'
import type { AnyTool } from '../call/tool.ts'
import type { Toolset } from '../call/toolset.ts'
import { list, printable } from './phrase.ts'

/** A call that would run and the input that it would run with, or why it would not. */
export type CheckedCall =
  | { readonly tool: AnyTool; readonly input: unknown }
  | { readonly fault: string }

const validators = new WeakMap<AnyTool, Validate>()

/**
 * Checks a call as far as that can be done at once: a schema that answers later is taken to accept the input as it is.
 *
 * @param isComplete whether the input holds no reference, whose value the schema would have to see.
 */
export function checkCall(call: ToolCall, toolset: Toolset, isComplete: boolean): CheckedCall {
  const tool = toolset.get(call.name)
  if (tool === undefined) {
    const { names } = toolset
    const others = names.length === 0 ? 'none' : list(names, names.length)
    return { fault: `There is no tool "${printable(call.name)}"; there is ${others}.` }
  }
  if (call.invalid !== undefined) return { fault: call.invalid.message }
  return isComplete ? validated(tool, call.input) : { tool, input: call.input }
}

function validated(tool: AnyTool, input: unknown): CheckedCall {
  try {
    let validate = validators.get(tool)
    if (validate === undefined) {
      validate = makeValidator(tool.name, tool.inputSchema)
      validators.set(tool, validate)
    }
    const result = validate(input)
    if (result instanceof Promise) {
      result.catch(() => {})
      return { tool, input }
    }
    if (result.ok) return { tool, input: result.value }
    return { fault: `The arguments do not fit: ${result.issues.join('; ')}` }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return { fault: `The schema could not check the arguments: ${why}` }
  }
}
