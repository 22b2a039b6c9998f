import type { ToolCall } from '../call/call.ts'
import { makeValidator, type Validate, type Validated } from '../call/schema/schema.ts'
import type { AnyTool } from '../call/tool.ts'
import type { Toolset } from '../call/toolset.ts'
import { errorText } from '../util/error-text.ts'
import { unknownTool, unreadableInput, wrongInput, type Answer } from './answers.ts'

/** A call that can run, or the answer to one that cannot. */
export type Checked =
  { readonly tool: AnyTool; readonly input: unknown } | { readonly answer: Answer }

/** The check that every call passes first: readable, of a known tool, with arguments that fit. */
export interface Intake {
  readonly names: readonly string[]
  tool(name: string): AnyTool | undefined
  check(call: ToolCall): Checked | Promise<Checked>
}

/** @throws {UsageError} if a tool's schema is none. */
export function makeIntake(tools: Toolset): Intake {
  const validators = new Map<string, Validate>()
  for (const tool of tools) validators.set(tool.name, makeValidator(tool.name, tool.inputSchema))

  function check(call: ToolCall): Checked | Promise<Checked> {
    const tool = tools.get(call.name)
    const validate = validators.get(call.name)
    if (tool === undefined || validate === undefined)
      return { answer: unknownTool(call.name, tools.names) }
    if (call.invalid !== undefined) return { answer: unreadableInput(call) }
    try {
      const validated = validate(call.input)
      if (!(validated instanceof Promise)) return toChecked(tool, validated)
      return validated.then(
        (value) => toChecked(tool, value),
        (error: unknown) => schemaThrew(tool, error),
      )
    } catch (error) {
      return schemaThrew(tool, error)
    }
  }

  return { names: tools.names, tool: (name) => tools.get(name), check }
}

function toChecked(tool: AnyTool, validated: Validated): Checked {
  if (validated.ok) return { tool, input: validated.value }
  return { answer: wrongInput(tool.name, validated.issues) }
}

function schemaThrew(tool: AnyTool, error: unknown): Checked {
  const why = errorText(error)
  return { answer: wrongInput(tool.name, [`The schema could not check them: ${why}`]) }
}
