import type {
  CallHistory,
  CallIdentity,
  CallSettled,
  CallStarted,
  CallWithdrawn,
  JournalRecord,
} from './journal.ts'

/** What is kept of the call or the run that a record is about. */
export interface Kept {
  readonly call?: CallHistory | undefined
  /** The run has begun. */
  readonly run?: boolean | undefined
  /** The run has this message already. */
  readonly message?: boolean | undefined
}

/**
 * What a record is about: its turn or its run, or both. One that comes after a refused record of one of them may rely on
 * it: a result on its call's start, a call on the message that asked for it.
 */
export function scopesOf(record: JournalRecord): readonly string[] {
  if ('callKey' in record) return [record.turnId]
  return record.kind === 'run.message' ? [record.runId, record.turnId] : [record.runId]
}

/** Why a record contradicts what is kept, as a sentence; undefined if it does not. */
export function refusal(record: JournalRecord, kept: Kept): string | undefined {
  switch (record.kind) {
    case 'call.started':
      return otherCall(record, kept.call) ?? startFault(record, kept.call)
    case 'call.withdrawn':
      return (
        otherCall(record, kept.call) ??
        withdrawalFault(record, kept.call) ??
        lateFault(record, kept.call)
      )
    case 'call.settled':
      return (
        otherCall(record, kept.call) ??
        settledFault(record, kept.call, 'a second result') ??
        lateFault(record, kept.call)
      )
    case 'call.asked':
      return otherCall(record, kept.call) ?? settledFault(record, kept.call, 'a question')
    case 'call.decided': {
      const name = nameOf(record)
      if (kept.call?.askedAtMs === undefined) return `${name} does not wait for a decision.`
      if (kept.call.decision !== undefined)
        return `${name} has been decided already (${kept.call.decision.decision}); the first decision stands.`
      return settledFault(record, kept.call, 'a decision')
    }
    case 'run.started':
      return kept.run ? `Run ${record.runId} has begun already. Resume it instead.` : undefined
    case 'run.message':
      if (!kept.run) return `Run ${record.runId} has not begun.`
      return kept.message ? `Run ${record.runId} has a message ${record.turn} already.` : undefined
    case 'run.ended':
      return kept.run ? undefined : `Run ${record.runId} has not begun.`
  }
}

function otherCall(record: CallIdentity, kept: CallHistory | undefined): string | undefined {
  if (kept === undefined || (kept.name === record.name && kept.input === record.input))
    return undefined
  return (
    `${nameOf(record)} is ${kept.name} in the journal, and is now ${record.name}` +
    (kept.name === record.name ? ' with other arguments.' : '.')
  )
}

function startFault(record: CallStarted, kept: CallHistory | undefined): string | undefined {
  const { idempotencyKey } = kept ?? {}
  if (idempotencyKey !== undefined && idempotencyKey !== record.idempotencyKey)
    return `${nameOf(record)} has started under another idempotency key.`
  const [start, next] = [record.start ?? 1, 1 + (kept?.starts ?? 0)]
  if (start === next) return settledFault(record, kept, 'a start')
  const had = next === 1 ? 'has not started' : `has had its start ${next - 1}`
  return `${nameOf(record)} ${had}: who starts it now has to say that this is its start ${next}, not ${start}.`
}

/** What comes of a start that another has replaced. */
function lateFault(
  record: CallSettled | CallWithdrawn,
  kept: CallHistory | undefined,
): string | undefined {
  const { start } = record
  const { starts = 0 } = kept ?? {}
  if (kept === undefined || start === undefined || start === starts) return undefined
  return `${nameOf(record)} has had its start ${starts}, and this comes of ${start === 0 ? 'none' : `start ${start}`}: somebody else has it.`
}

function withdrawalFault(record: CallIdentity, kept: CallHistory | undefined): string | undefined {
  if (kept?.startedAtMs === undefined) return `${nameOf(record)} has not started.`
  return settledFault(record, kept, 'a withdrawal')
}

function settledFault(
  record: Pick<CallIdentity, 'turnId' | 'callKey'>,
  kept: CallHistory | undefined,
  what: string,
): string | undefined {
  if (kept?.result === undefined) return undefined
  return `${nameOf(record)} has its result (${kept.result.status}), after which ${what} cannot come.`
}

function nameOf({ turnId, callKey }: Pick<CallIdentity, 'turnId' | 'callKey'>): string {
  return `Call ${callKey} of turn ${turnId}`
}
