import { canonicalJson } from '../../util/canonical-json.ts'
import type { CallRecord } from '../call-record.ts'

/** Stands for arguments that JSON cannot hold, which came from no model. */
const unreadable = 'unreadable'

/** Arguments as the journal has them. Of those that JSON cannot hold, it has only that they are. */
export function keptInput(input: unknown): string {
  return canonicalJson(input) ?? unreadable
}

/** Whether two calls ask for the same. */
export function isSameCall({ call }: CallRecord, { call: other }: CallRecord): boolean {
  return call.name === other.name && canonicalJson(call.input) === canonicalJson(other.input)
}
