export { guard, rule } from './adapt/openai-agents/guard.ts'
export type {
  AgentFunctionTool,
  AgentsGuardOptions,
  AgentToolInput,
} from './adapt/openai-agents/guard.ts'
export { stopBehavior } from './adapt/openai-agents/stop-behavior.ts'
export type { StopBehavior } from './adapt/openai-agents/stop-behavior.ts'
export type { GuardOptions, GuardRules } from './adapt/guard.ts'
export { softStop } from './adapt/soft-stop.ts'
export type { SoftStop } from './adapt/soft-stop.ts'
