import { UsageError } from '../call/errors/error.ts'
import { anything, anyText, having, oneOf, show } from '../call/expect.ts'
import { optional, optionsCheck, required } from '../call/options/option-list.ts'
import { canonicalJson } from '../util/canonical-json.ts'
import { systemClock } from '../util/clock.ts'
import { conflictFault, faultError } from './fault.ts'
import type { CallDecided, CallHistory, Journal } from './journal.ts'
import { refusal } from './refusal.ts'

/** What a person says of a call that waits. */
export interface DecideOptions {
  readonly decision: 'allow' | 'deny'
  /** Told to the model. */
  readonly reason?: string | undefined
  /** With `allow`: what the call is to run with instead, of plain JSON. Its tool's schema checks it, and the model is told of it. */
  readonly input?: unknown
}

const expectJournal = having<Pick<Journal, 'append' | 'turn'>>(
  'a journal, as memoryJournal() makes one and `await sqliteJournal(path)` opens one',
  'append',
  'turn',
)
const checkDecision = optionsCheck<DecideOptions>({
  decision: required(oneOf('allow', 'deny')),
  reason: optional(anyText),
  input: optional(anything),
})

/**
 * Writes down what a person has decided on a call that waits in a journal. The engine that runs the call hears of it, in this
 * process or another; if none does now, the one that resumes the turn does.
 *
 * @param question the call, as `journal.questions()` lists it, or its `turnId` and `callKey`.
 * @throws {FanfoldError} `journal_conflict` if the call does not wait for a decision, as when somebody was faster: the first
 *   decision stands.
 * @throws {UsageError} for a journal, a question or a decision that is not one.
 * @example
 * for (const question of await journal.questions())
 *   await decide(journal, question, { decision: 'deny', reason: 'Not on a Sunday.' })
 */
export async function decide(
  journal: Journal,
  question: Pick<CallHistory, 'turnId' | 'callKey'>,
  decided: 'allow' | 'deny' | DecideOptions,
): Promise<void> {
  const { append, turn } = expectJournal(journal, 'journal', ' of decide')
  const of = typeof question === 'object' && question !== null ? question : undefined
  const turnId = anyText(of?.turnId, 'question.turnId', ' of decide')
  const callKey = anyText(of?.callKey, 'question.callKey', ' of decide')
  const given = typeof decided === 'string' ? { decision: decided } : decided
  const { decision, reason, input } = checkDecision(given, 'decide')
  const changedInput = input === undefined ? undefined : changedText(decision, input)
  const record: CallDecided = {
    kind: 'call.decided',
    turnId,
    callKey,
    decision,
    ...(reason !== undefined && { reason }),
    ...(changedInput !== undefined && { changedInput }),
    atMs: systemClock.epochMs(),
  }
  // A record that a journal refuses takes along what the engine writes of that turn in the same moment.
  const why = refusal(record, { call: (await turn.call(journal, turnId)).get(callKey) })
  if (why !== undefined) throw faultError(conflictFault(why))
  await append.call(journal, record)
}

function changedText(decision: DecideOptions['decision'], input: unknown): string {
  if (decision === 'deny')
    throw new UsageError(
      "Expected no `input` of decide with 'deny': a call that is denied does not run.",
    )
  const text = canonicalJson(input)
  if (text === undefined)
    throw new UsageError(`Expected \`input\` of decide to be plain JSON, got ${show(input)}.`)
  return text
}
