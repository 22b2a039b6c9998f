import { cutReason } from '../util/error-length.ts'
import { errorText } from '../util/error-text.ts'
import type { ToolCall } from './call.ts'
import {
  invalidCall,
  unknownTool,
  unreadableInput,
  wrongInput,
  type CallFailure,
} from './errors/call-failure.ts'
import { inexactIn } from './schema/exact-numbers.ts'
import { makeValidator } from './schema/schema.ts'
import type { Validate, Validated } from './schema/validate.ts'
import type { AnyTool } from './tool.ts'
import type { Toolset } from './toolset.ts'

/** A call that can run, with the input as its tool gets it; or the answer to one that cannot. */
export type CheckedCall =
  { readonly tool: AnyTool; readonly input: unknown } | { readonly failure: CallFailure }

/** A tool's validator goes with the tool, whichever engines have it. */
const validators = new WeakMap<AnyTool, Validate>()

/** @throws {UsageError} if the tool's schema is invalid. */
export function validatorOf(tool: AnyTool): Validate {
  let validate = validators.get(tool)
  if (validate === undefined)
    validators.set(tool, (validate = makeValidator(tool.name, tool.inputSchema)))
  return validate
}

/** The first check that every call passes: of a known tool, with an input that could be read. */
export function findTool(call: ToolCall, tools: Toolset): AnyTool | CallFailure {
  const { name } = call
  const tool = tools.get(name)
  const invalid = call.invalid ?? (tool && inexactIn(tool, call))
  if (tool !== undefined) return invalid === undefined ? tool : unreadableInput(name, invalid)
  if (name === '' && invalid !== undefined) return invalidCall(invalid.message)
  return unknownTool(name, tools.names)
}

/** The second one: whether the arguments fit the tool's schema. Never throws. */
export function checkInput(tool: AnyTool, input: unknown): CheckedCall | Promise<CheckedCall> {
  try {
    const validated = validatorOf(tool)(input)
    if (!(validated instanceof Promise)) return toChecked(tool, validated)
    return validated.then(
      (value) => toChecked(tool, value),
      (error: unknown) => schemaThrew(tool, error),
    )
  } catch (error) {
    return schemaThrew(tool, error)
  }
}

function toChecked(tool: AnyTool, validated: Validated): CheckedCall {
  if (validated.ok) return { tool, input: validated.value }
  return { failure: wrongInput(tool.name, validated.issues) }
}

function schemaThrew(tool: AnyTool, error: unknown): CheckedCall {
  const issues = [`The schema could not check them: ${cutReason(errorText(error))}`]
  return { failure: wrongInput(tool.name, issues, error) }
}
