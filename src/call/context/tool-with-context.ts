import type { Exact } from '../options/exact.ts'
import {
  tool,
  type AnyTool,
  type InputOf,
  type InputSchema,
  type JsonSchema,
  type ThreadToolDefinition,
  type Tool,
  type ToolDefinition,
} from '../tool.ts'

/** As `tool`, of tools that all need one type of context. */
export interface ContextToolMaker<Context> {
  <const S extends InputSchema = JsonSchema, Given = unknown>(
    definition: Exact<ThreadToolDefinition<S, Context>, Given, keyof AnyTool>,
  ): Tool<InputOf<S>, unknown, Context>
  <const S extends InputSchema = JsonSchema, Output = unknown, Given = unknown>(
    definition: Exact<ToolDefinition<S, Output, Context>, Given, keyof AnyTool>,
  ): Tool<InputOf<S>, Output, Context>
}

/**
 * `tool`, with a type for the context that its tools need: `const appTool = toolWithContext<App>()`. All functions of such
 * a tool know it, and an engine that has one asks for it in `execute` and `turn`. At run time it is `tool` itself.
 */
export function toolWithContext<Context>(): ContextToolMaker<Context> {
  return tool
}
