export { virtualClock } from './virtual-clock.ts'
export type { VirtualClock, VirtualClockOptions } from './virtual-clock.ts'
export { sleep } from '../util/clock.ts'
export { seededRandom } from './random.ts'
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
export { runConformance } from './conformance/run.ts'
export type { Conformance, ConformanceOptions } from './conformance/run.ts'
export { detect } from '../wire/detect.ts'
export type { FormatName } from '../wire/detect.ts'
export { journalChecks } from './journal/suite.ts'
export type { CheckedJournal, JournalCheck } from './journal/suite.ts'
export { memorySharedKeys } from '../keys/memory-shared-keys.ts'
export { sharedKeysChecks } from './shared-keys/suite.ts'
export type { CheckedKeys, SharedKeysCheck } from './shared-keys/suite.ts'
