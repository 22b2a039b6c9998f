export { virtualClock } from './virtual-clock.ts'
export type { VirtualClock, VirtualClockOptions } from './virtual-clock.ts'
export { sleep } from '../util/clock.ts'
export { seededRandom } from './random.ts'
export { scriptedModel } from './scripted-model.ts'
export type { ScriptedModel, ScriptedModelOptions } from './scripted-model.ts'
export { createModelServer } from './scripted-model-server.ts'
export type { ModelServer, ModelServerOptions } from './scripted-model-server.ts'
export type { Pace } from './model-server/pace.ts'
export type { RecordedRequest } from './model-server/record.ts'
export type {
  Script,
  ScriptedBlock,
  ScriptedBreak,
  ScriptedCall,
  ScriptedError,
  ScriptedHang,
  ScriptedRaw,
  ScriptedReply,
  ScriptedRequest,
  ScriptedStop,
  ScriptedTurn,
} from './model-server/script.ts'
export { estimateTokens } from './model-server/tokens.ts'
export { verifyEffects } from './verify-effects/verify-effects.ts'
export type { EffectsReport, EffectsWarning } from './verify-effects/verify-effects.ts'
export type { VerifiedCall, VerifyEffectsOptions } from './verify-effects/options.ts'
