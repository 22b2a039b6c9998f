import type { RunResult } from '../../agent/contract.ts'
import type { ToolResult } from '../../call/report/result.ts'
import { shellWord } from '../term/shell-word.ts'
import { visible } from '../../util/term/visible.ts'
import { count, plural, seconds } from '../../util/term/time.ts'
import type { Watched } from '../watch.ts'
import type { RunCommandOptions } from './options.ts'

/** Why a run has no answer, and what to do about it. */
export function endingSentence(
  { runId, result, lastStop, lastResults }: Watched<unknown>,
  options: RunCommandOptions,
): string {
  switch (result.outcome) {
    case 'answered':
      return ''
    case 'max-turns':
      return `The run reached its limit of ${plural(options.maxTurns ?? 50, 'turn')} without an answer; --max-turns raises it.`
    case 'budget':
      return `The run's budget (${result.budget?.name}: ${result.budget?.limit}) is used up.`
    case 'deadline':
      return `The deadline of ${options.deadline ?? 0} ms came before the answer; --deadline raises it.`
    case 'length':
      return `The model's message was cut off at its token limit; --max-tokens raises it.`
    case 'refusal':
      return `The model refused to answer.${why(lastStop)}`
    case 'broken':
      return `The model's message broke off, and so did each retry.${why(lastStop)}`
    case 'lost':
      return lastStop
    case 'all-failed':
      return 'Every call of a turn failed, and the run was stopped.'
    case 'tool':
      return `${result.ended?.name} ended the run.`
    case 'waiting':
      return `Waiting. ${pendingSentence(result.pending)}`
    case 'suspended':
      return `Suspended. ${callsSentence(lastResults)} To go on: the same command with --resume ${shellWord(runId)} in place of the question.`
    case 'cancelled':
      return `Interrupted. ${callsSentence(lastResults)}`.trim()
  }
}

/** What a stop says beyond that its calls did not run. */
function why(stop: string): string {
  const reason = stop.replace(/^Not run: [^.]*\.\s*/, '')
  return reason === '' ? '' : ` The reason: ${reason}`
}

/** Which calls nobody here can answer. */
function pendingSentence(pending: RunResult<unknown>['pending']): string {
  const calls = pending.map(({ id, name }) => `${visible(name)} (${visible(id)})`).join(', ')
  return `No tool here runs ${calls}: the result comes from outside, by \`results\` of agent.resume.`
}

/** What became of the calls of a turn that was cancelled. */
function callsSentence(results: readonly ToolResult[]): string {
  const byStatus = Map.groupBy(results, ({ status }) => status)
  const sentences = [...byStatus].map(([status, group]) => {
    const word = status === 'ok' ? 'Finished before' : status[0]?.toUpperCase() + status.slice(1)
    return `${word}: ${group.map(({ name }) => visible(name)).join(', ')}.`
  })
  return sentences.join(' ')
}

/** What a run cost, in one line. */
export function costLine({ stats }: RunResult<unknown>): string {
  const { requests, calls, inputTokens, outputTokens, wallMs, toolPhaseMs, toolMs } = stats
  const tools = calls === 0 ? '' : `, tools ${seconds(toolPhaseMs)} (one by one ${seconds(toolMs)})`
  const tokens = `${count(inputTokens)} tokens in, ${count(outputTokens)} out`
  const parts = [plural(calls, 'call'), plural(requests, 'request'), tokens]
  return `${seconds(wallMs)}${tools} · ${parts.join(' · ')}`
}
