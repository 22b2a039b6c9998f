import type { CallWatch } from '../watch/call-watch.ts'
import type { Invariant } from './invariant.ts'
import { mayBeKeptBack } from './nesting.ts'

/** What needs approval runs only when somebody allowed it, and is denied only when nobody did. */
export const approved: Invariant = {
  guarantee: 'G6',

  started({ call, name }, { nowMs }) {
    return isAllowed(call, nowMs) ? undefined : `${name} started without approval`
  },

  settled(call, { status, attempts }, { nowMs, engine }) {
    if (status !== 'denied') return undefined
    const { question, name } = call
    if (attempts > 0) return `${name} is denied after it had started`
    if (question === undefined) return `${name} is denied, and nobody was asked`
    const outMs = question.askedMs + (engine.approvalTimeoutMs ?? Infinity)
    if (question.answeredMs <= nowMs && !question.isAllowed) return undefined
    return outMs <= nowMs ? undefined : `${name} is denied, and nobody denied it`
  },

  quiet(history) {
    const { live, nowMs } = history
    for (const call of live) {
      const { question, name, turn, index } = call
      if (question === undefined || question.isAllowed || question.answeredMs >= nowMs) continue
      // It hears of the answer once all before it are checked.
      const isHeard = turn.calls.every((one) => one.index > index || one.checkedMs < nowMs)
      // Nor is it told before what is around it, which waits for nothing else, has a slot again.
      if (isHeard && !mayBeKeptBack(call, history)) return `${name} waits after it was denied`
    }
    return undefined
  },

  finished({ turns }) {
    for (const { questions, id } of turns.values())
      for (const { answeredMs, signal } of questions.values())
        if (answeredMs === Infinity && !signal.aborted) return `${id} still wants an answer`
    return undefined
  },
}

/** Whether approval keeps the call back no more. */
export function isAllowed(call: CallWatch, nowMs: number): boolean {
  const { tool, plan, question } = call
  if (tool?.approval === undefined) return true
  if (tool.approval === 'by-input' && plan.approval.asked === 'no') return true
  return question !== undefined && question.isAllowed && question.answeredMs <= nowMs
}
