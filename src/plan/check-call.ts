import type { ToolCall } from '../call/call.ts'
import { makeValidator, type Validate } from '../call/schema/schema.ts'
import type { AnyTool } from '../call/tool.ts'
import type { Toolset } from '../call/toolset.ts'
import { errorText } from '../util/error-text.ts'
import { list, printable } from './phrase.ts'

/** A call that would run, with the input as its tool would get it; or why it would not run. */
export type CheckedCall =
  { readonly tool: AnyTool; readonly input: unknown } | { readonly fault: string }

const validators = new WeakMap<AnyTool, Validate>()

/** Finds the tool of a call whose input can be read. */
export function findTool({ name, invalid, input }: ToolCall, toolset: Toolset): CheckedCall {
  const tool = toolset.get(name)
  if (tool !== undefined)
    return invalid === undefined ? { tool, input } : { fault: invalid.message }
  const { names } = toolset
  const others = names.length === 0 ? 'none' : list(names, names.length)
  return { fault: `There is no tool "${printable(name)}"; there is ${others}.` }
}

/** Checks the input by the tool's schema. One that answers only later is taken to accept the input as it is. */
export function checkInput(tool: AnyTool, input: unknown): CheckedCall {
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
    const why = errorText(error)
    return { fault: `The schema could not check the arguments: ${why}` }
  }
}
