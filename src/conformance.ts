export { runConformance } from './testing/conformance/codec/run-conformance.ts'
export type {
  Conformance,
  ConformanceOptions,
} from './testing/conformance/codec/run-conformance.ts'
export { detect } from './testing/conformance/codec/detect.ts'
export type { FormatName } from './testing/conformance/codec/detect.ts'
export { journalChecks } from './testing/conformance/journal/journal-checks.ts'
export type { JournalCheck } from './testing/conformance/journal/journal-checks.ts'
export type { CheckedJournal } from './testing/conformance/journal/checked-journal.ts'
export { sharedKeysChecks } from './testing/conformance/shared-keys/shared-keys-checks.ts'
export type { SharedKeysCheck } from './testing/conformance/shared-keys/shared-keys-checks.ts'
export type { CheckedKeys } from './testing/conformance/shared-keys/checked-keys.ts'
export {
  guardCaseNames,
  runGuardConformance,
} from './testing/conformance/guards/run-guard-conformance.ts'
export type {
  GuardCaseResult,
  GuardConformance,
  GuardConformanceOptions,
} from './testing/conformance/guards/run-guard-conformance.ts'
export type {
  FrameworkDriver,
  FrameworkEnd,
  FrameworkTask,
  TaskInput,
  TaskTool,
} from './testing/conformance/guards/driver.ts'
