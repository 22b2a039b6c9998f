export { guard, rule } from './adapt/claude-agent-sdk/guard.ts'
export type {
  ClaudeAgentSdkGuardOptions,
  SdkTool,
  SdkToolInput,
} from './adapt/claude-agent-sdk/guard.ts'
export { softStop } from './adapt/soft-stop.ts'
export type { SoftStop } from './adapt/soft-stop.ts'
export { ToolCallError } from './adapt/tool-call-error.ts'
export type { GuardOptions, GuardRules, RunGuardOptions } from './adapt/guard.ts'
