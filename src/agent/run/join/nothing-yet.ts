import type { RunResult } from '../../contract.ts'
import type { AgentSettings } from '../../options.ts'
import { RunRecord } from '../../record/run-record.ts'
import type { Outcome } from '../outcome.ts'
import { Tally } from '../tally.ts'

/** The result of a caller who gave up before it was known whether the run under way is the one that was asked for. */
export function nothingYet<Message>(
  agent: AgentSettings<Message>,
  messages: readonly Message[],
  outcome: Outcome,
): RunResult<Message> {
  return new RunRecord(agent, undefined, messages).resultWithMissed({
    text: '',
    outcome,
    pending: [],
    messages: [...messages],
    turns: [],
    stats: new Tally().stats(0, agent.prices),
    warnings: [],
  })
}
