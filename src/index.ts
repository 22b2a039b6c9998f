export { tool } from './call/tool.ts'
export { toolWithContext } from './call/context/tool-with-context.ts'
export type { ContextToolMaker } from './call/context/tool-with-context.ts'
export type { CallContext } from './call/context/call-context.ts'
export type { ContextOf, WithContext } from './call/context/context-of.ts'
export type {
  AnyTool,
  CacheOptions,
  CoalesceOptions,
  InputOf,
  InputSchema,
  JsonSchema,
  KeysOf,
  ShareScope,
  Tool,
  ToolContext,
  ToolDefinition,
  ToolOptions,
} from './call/tool.ts'
export { jsonSchema } from './call/schema/input-schema.ts'
export type { TypedJsonSchema } from './call/schema/input-schema.ts'
export type { FromJsonSchema } from './call/schema/from-json-schema.ts'
export type { BreakerOptions, HedgeOptions } from './call/guard-options.ts'
export type { ThreadModule } from './call/thread-module.ts'
export { content } from './call/content/content.ts'
export type { Content, ContentPart, ContentValue } from './call/content/content.ts'
export type { InvalidInput, ToolCall } from './call/call.ts'
export type {
  Blocker,
  CallError,
  ResultCut,
  Status,
  Timing,
  ToolResult,
  Wait,
  WaitReason,
} from './call/report/result.ts'
export type { GivenResult } from './call/options/given-results.ts'
export type { AroundAttempt, AttemptInfo } from './call/options/around-attempt.ts'
export type { Bottleneck, PendingCall, TurnReport, TurnStats } from './call/report/report.ts'
export type { TurnEvent } from './call/report/event.ts'
export { FanfoldError, ToolError, UsageError } from './call/errors/error.ts'
export { formatError } from './call/errors/format-error.ts'
export type { ToolErrorOptions } from './call/errors/error.ts'
export type { LateTool, Toolset } from './call/toolset.ts'
export { withdraw } from './call/errors/withdraw.ts'
export { createEngine } from './turn/engine.ts'
export type {
  AddOptions,
  Engine,
  EngineOptions,
  Explanation,
  FailurePolicy,
  PartialCall,
  Turn,
  SuspendOptions,
  TurnOptions,
} from './turn/contract.ts'
export type { ApprovalAnswer, ApprovalRequest, Approve } from './turn/waits/approval/approve.ts'
export type { PlanOptions } from './plan/make-plan.ts'
export type { Plan, PlannedCall, PlannedWait } from './plan/plan.ts'
export type { AdaptiveConcurrency, EngineConcurrency } from './limit/concurrency.ts'
export type { LimitsOptions } from './limit/limits.ts'
export type { LimitOptions } from './limit/named-limit.ts'
export { memoryJournal } from './journal/memory.ts'
export { decide } from './journal/decide.ts'
export type { DecideOptions } from './journal/decide.ts'
export type {
  CallAsked,
  CallDecided,
  CallHistory,
  CallIdentity,
  CallSettled,
  CallStarted,
  CallWithdrawn,
  Journal,
  JournalRecord,
  RunEnded,
  RunHistory,
  RunMessage,
  RunStarted,
  RunSummary,
  StoredResult,
} from './journal/journal.ts'
export { memorySharedKeys } from './keys/memory-shared-keys.ts'
export type { KeyLease, KeyRequest, SharedKeys } from './keys/shared-keys.ts'
export type { AttemptLine } from './call/attempt-line.ts'
export type { Executor } from './place/executor.ts'
export type { ThreadOptions } from './place/thread/handle.ts'
export type { RetryBudgetOptions } from './attempt/retry-budget.ts'
export { summarize } from './call/report/summary.ts'
export type { TurnSummary } from './call/report/summary.ts'
export { fileKey } from './util/file-key.ts'
export type { Clock, TimerHandle } from './util/clock.ts'
export { createAgent } from './agent/agent.ts'
export { RunError } from './agent/run/run-error.ts'
export type { Agent, AgentOptions, Run, RunEvent, RunOptions, RunResult } from './agent/contract.ts'
export type { RunStats } from './agent/run-stats.ts'
export type { RunBudgets, Prices, SpentBudget } from './agent/bounds/run-budget.ts'
export type { Missed, Savings } from './ledger/missed.ts'
export type { Model, ModelRequest, Parallel } from './agent/model.ts'
export type { AnswerOptions, Reply } from './agent/answer.ts'
export type { Codec, Decoder, Reading, Sink, Stop, StopKind, Usage } from './wire/codec.ts'
