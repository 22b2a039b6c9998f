import { hasFailures, inspectDeeper } from '../../call/errors/inspect.ts'
import type { Missed } from '../../ledger/missed.ts'
import type { RunResult } from '../contract.ts'

/** Who finds out what the turns of a result missed. */
export interface MissedSource {
  missed(result: Pick<RunResult<unknown>, 'turns'>): Missed
}

const recordKey = Symbol('record')
const missedKey = Symbol('missed')

interface WithRecord extends Pick<RunResult<unknown>, 'turns'> {
  readonly [recordKey]: MissedSource
  [missedKey]: Missed | undefined
}

/** One for all results, which then have one form. */
function getMissed(this: WithRecord): Missed {
  return (this[missedKey] ??= this[recordKey].missed(this))
}

/** Adds `missed`, which is found out when somebody asks for it, and shows in no copy and no comparison. Who prints the result sees why calls failed. */
export function withMissed<Message>(
  result: Omit<RunResult<Message>, 'missed'>,
  record: MissedSource,
): RunResult<Message> {
  Object.defineProperty(result, recordKey, { value: record })
  Object.defineProperty(result, missedKey, { value: undefined, writable: true })
  Object.defineProperty(result, 'missed', { get: getMissed })
  return inspectDeeper(result as RunResult<Message>, 2, ({ turns }) => turns.some(hasFailures))
}
