export { tool } from './call/tool.ts'
export type {
  AnyTool,
  InputSchema,
  JsonSchema,
  KeysOf,
  Tool,
  ToolContext,
  ToolDefinition,
} from './call/tool.ts'
export { FanfoldError, ToolError, UsageError } from './call/error.ts'
