import type { Status } from '../../../src/call/report/result.ts'
import type { Check, Evidence } from '../evidence.ts'
import { isLeaf, isRead, isRepeatable, type Fact } from '../facts.ts'
import { isOpen, type Line, type PlainResult } from '../line.ts'

type Report = Extract<Line, { what: 'report' }>
type AnswerLine = Extract<Line, { what: 'answer' }>

/** Every turn ends with one result a call, in call order, under the exact id, of a status that its plan allows. */
export const oneResult: Check = ({ plan, facts, lines, lives }) => {
  const faults: string[] = []
  const reports = lines.filter((line): line is Report => line.what === 'report')
  const stopped = new Set(
    lines.flatMap(({ what, process }) => (what === 'stopping' ? [process] : [])),
  )
  for (const { turn, process, results } of reports) {
    const due = [...facts.values()].filter((fact) => fact.turn === turn)
    const ids = results.map(({ id }) => id).join()
    const dueIds = due.map(({ call }) => call.id).join()
    // A plan that was suspended before it was read has no steps, nor has one that another caller ran.
    const isNone = ids === '' && due[0]?.outer !== undefined
    // Of a message that broke off because its run was suspended, not all calls are known.
    if (plan.kind === 'run' && stopped.has(process) && dueIds.startsWith(ids)) continue
    if (isNone && (plan.twice !== undefined || lines.some(({ what }) => what === 'stopping')))
      continue
    if (ids !== dueIds) faults.push(`${turn} ended in ${process} with [${ids}], not [${dueIds}]`)
    for (const [index, fact] of due.entries())
      faults.push(...statusFaults(fact, results[index], lines))
  }
  const last = lives.at(-1)?.process
  for (const { id } of plan.turns) {
    // A run is resumed where it was: its turns before that have ended for good.
    const ended = reports.some(
      ({ turn, process }) => turn === id && (plan.kind === 'run' || process === last),
    )
    if (!ended) faults.push(`${id} never ended`)
  }
  return faults
}

/** A run ends with the model's answer, and its conversation answers each call once, in call order. */
export const conversed: Check = ({ plan, lines, lives }) => {
  if (plan.kind !== 'run') return []
  const answers = lines.filter((line): line is AnswerLine => line.what === 'answer')
  const last = answers.find(({ process }) => process === lives.at(-1)?.process)
  if (last === undefined) return ['the run never ended']
  const faults = answers
    .filter(({ messages }) => JSON.stringify(messages) !== JSON.stringify(last.messages))
    .map(({ process }) => `${process} gave another conversation than ${last.process}`)
  if (last.text !== 'All done.') faults.push(`the run ended with "${last.text}"`)
  const asked = blocks(last, 'tool_use').map(({ id }) => id)
  const answered = blocks(last, 'tool_result').map(({ tool_use_id: id }) => id)
  const due = plan.turns.flatMap(({ calls }) => calls.map(({ id }) => id))
  if (asked.join() !== due.join()) faults.push(`the model asked for [${asked.join()}]`)
  if (answered.join() !== due.join()) faults.push(`the model was told of [${answered.join()}]`)
  return faults
}

interface Block {
  readonly type: string
  readonly id?: string
  readonly tool_use_id?: string
}

function blocks({ messages }: AnswerLine, type: string): Block[] {
  return messages.flatMap((message) => {
    const { content } = message as { content: string | Block[] }
    return typeof content === 'string' ? [] : content.filter((block) => block.type === type)
  })
}

/** What a result says is what the ledger has. */
function statusFaults(
  fact: Fact,
  result: PlainResult | undefined,
  lines: Evidence['lines'],
): string[] {
  if (result === undefined || isOpen(result)) return []
  const { status } = result
  const did = new Set(
    lines.flatMap((line) => ('key' in line && line.key === fact.key ? [line.what] : [])),
  )
  // Whose keys another engine may hold is stopped; also before it starts again what had started before.
  if (
    (status === 'cancelled' || status === 'unknown') &&
    lines.some((line) => line.what === 'lost' && line.owner === fact.key)
  )
    return []
  // A worker of another version, or one that closes, has refused it too often.
  if (status === 'failed' && result.code?.startsWith('queue_') && !did.has('end')) return []
  const may = allowed(fact, lines)
  if (!may.includes(status))
    return [`${fact.key} is ${status}, and may be ${may.join(' or ')}: ${result.content}`]
  // A read may have started, once, upon a result that nobody had been told of, and that was lost.
  if ((status === 'denied' || status === 'skipped') && did.has('start') && !isRead(fact))
    return [`${fact.key} is ${status}, and had started`]
  if (status === 'ok' && isLeaf(fact) && !did.has('end'))
    return [`${fact.key} is ok, and has not taken effect`]
  if (status === 'failed' && isLeaf(fact) && (did.has('end') || !did.has('start')))
    return [`${fact.key} is failed, and its ledger has ${[...did].join(', ') || 'nothing'}`]
  return []
}

function allowed(fact: Fact, lines: Evidence['lines']): Status[] {
  const { call } = fact
  const statuses: Status[] = [call.decision === 'deny' ? 'denied' : usual(fact)]
  if (!isRepeatable(fact) && call.decision !== 'deny') statuses.push('unknown')
  if (fact.kind === 'batch') statuses.push('failed')
  if (call.needs !== undefined) statuses.push('skipped')
  // What fails while its turn is suspended is not tried again, and has failed.
  if (call.fails !== undefined && lines.some(({ what }) => what === 'stopping'))
    statuses.push('failed')
  // What a worker of another version has refused was its first attempt, which does not fail then.
  if (call.fails !== undefined && lines.some(({ what }) => what === 'forged')) statuses.push('ok')
  if (call.cancelMs !== undefined) statuses.push('cancelled', 'skipped')
  return statuses
}

function usual({ kind, call }: Fact): Status {
  if (kind === 'stuck') return 'timed-out'
  if (call.fails === 'always') return 'failed'
  if (call.fails === 'once') return kind === 'read' || kind === 'put' ? 'ok' : 'failed'
  return 'ok'
}
