import type { CallHistory } from '../../../journal/journal.ts'
import type { Decision } from '../../../journal/waiters.ts'
import { canonicalJson } from '../../../util/canonical-json.ts'
import { printable } from '../../../util/printable.ts'
import type { CallRecord } from '../../call-record.ts'
import type { JournalRecords } from '../../journal-records.ts'
import type { GivenResults } from '../../shared/given-results.ts'
import type { ApprovalAnswer } from './approve.ts'

/** A person is not shown more than this, and decides on nothing that was not shown. Characters are UTF-16 code units. */
const mostAskedChars = 1_000_000

/** What the journal knew when the turn began. */
interface PastDecisions {
  readonly hasDecisions: boolean
  decided(call: CallRecord, resolvedInput: string | undefined): CallHistory['decision']
}

/** Decisions on calls, as far as a journal keeps them. `resolvedInput` is what a call would run with, as canonical JSON. */
export class KeptDecisions {
  readonly #past: PastDecisions | undefined
  readonly #records: JournalRecords | undefined
  readonly #given: GivenResults | undefined

  /** @param given the results that the turn was given from outside. */
  constructor(
    past: PastDecisions | undefined,
    records: JournalRecords | undefined,
    given: GivenResults | undefined,
  ) {
    this.#past = past
    this.#records = records
    this.#given = given
  }

  /** Whether a decision on this call, or on the same question, may be kept: it stands, even if nobody is asked any more. */
  mayBeDecided({ past }: CallRecord): boolean {
    return past?.decision !== undefined || this.#past?.hasDecisions === true
  }

  /** One that was given before. */
  decided(call: CallRecord, resolvedInput: string | undefined): ApprovalAnswer | undefined {
    const own = call.past?.decision
    // What it has started with, or was given instead of what it had, it runs with.
    const stands = own?.changedInput !== undefined || call.past?.startedAtMs !== undefined
    const decision = own && stands ? own : this.#past?.decided(call, resolvedInput)
    if (decision !== undefined) return answerOf(decision)
    // Nobody could bring the result of a call that had not been allowed.
    return this.#given?.has(call.key) ? { decision: 'allow' } : undefined
  }

  /** Where nobody is asked: a denial of this call stands, whatever it would run with now. */
  unasked({ past }: CallRecord): ApprovalAnswer {
    return past?.decision?.decision === 'deny' ? answerOf(past.decision) : 'allow'
  }

  /** Waits for one, perhaps from another process. */
  async wait(
    call: CallRecord,
    resolvedInput: string | undefined,
    signal: AbortSignal,
  ): Promise<ApprovalAnswer> {
    const { past } = call
    if (this.#records === undefined) {
      call.turn.events.warn(
        `\`approve\` answered 'wait' for ${printable(call.call.name)} (${printable(call.id)}), but the engine has no journal in which the question could wait, so it was not run. Give createEngine a \`journal\`.`,
      )
      return denial('It has to wait for a person, for which its engine needs a journal.')
    }
    if ((resolvedInput?.length ?? 0) > mostAskedChars)
      return denial(
        `It has to wait for a person, who is asked about at most ${mostAskedChars} characters of arguments, and it has ${resolvedInput?.length}.`,
      )
    // An answer to another question does not answer this one.
    if (past?.decision !== undefined)
      return denial('A person decided on it when it was to run with other arguments.')
    if (past?.askedAtMs === undefined || past.resolvedInput !== resolvedInput)
      await this.#records.asked(call, resolvedInput)
    return answerOf(await this.#records.decision(call, signal))
  }

  /**
   * Resolves once it is kept what a call is to run with instead: after a crash it runs with that, under its one idempotency
   * key, and nobody is asked again.
   */
  async keep(call: CallRecord, resolvedInput: string | undefined, input: unknown): Promise<void> {
    if (this.#records === undefined) return
    const changedInput = canonicalJson(input)
    if (changedInput === undefined)
      throw new TypeError('Expected the changed arguments to be plain JSON, which a journal keeps.')
    await Promise.all([
      this.#records.asked(call, resolvedInput),
      this.#records.allowedWith(call, changedInput),
    ])
  }
}

function denial(reason: string): ApprovalAnswer {
  return { decision: 'deny', reason }
}

function answerOf({ decision, reason, changedInput }: Decision): ApprovalAnswer {
  if (changedInput === undefined) return { decision, reason }
  return { decision, reason, input: JSON.parse(changedInput) as unknown }
}
