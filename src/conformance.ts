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
