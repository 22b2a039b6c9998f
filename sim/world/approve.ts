import type { ApprovalAnswer, ApprovalRequest } from '../../src/turn/waits/approval/approve.ts'
import type { ApprovalPlan } from '../plan.ts'
import { QuestionWatch } from '../watch/question-watch.ts'
import { keyOf, type SimInput } from './tool-call.ts'
import type { World } from './world.ts'

/** Answers as the plan of the call that is asked about says. */
export function approve(world: World, request: ApprovalRequest): Promise<ApprovalAnswer> {
  const { clock, history, monitor } = world
  const { call, turnId, signal } = request
  const { approval } = call.input as SimInput
  const turn = history.turns.get(turnId)
  monitor.note(`${turnId}  somebody is asked about ${call.id} of ${call.name}`)
  const key = keyOf(call)
  if (turn?.questions.has(key))
    monitor.fail('G1', `somebody is asked twice about ${call.name} in ${turnId}`)
  const question = new QuestionWatch(clock.nowMs, signal)
  turn?.questions.set(key, question)
  history.signals.push({ signal, name: `the question about ${call.id} of ${turnId}` })
  const answer = Promise.withResolvers<ApprovalAnswer>()
  const give = (): void => {
    question.answer(approval.says, clock.nowMs)
    monitor.note(`${turnId}  the answer about ${call.id} is ${approval.says}`)
    if (approval.says === 'throws') answer.reject(new Error('the line is dead'))
    else answer.resolve(answers[approval.says])
  }
  if (approval.afterMs === 0) give()
  else if (approval.afterMs !== null) clock.after(approval.afterMs, give)
  return answer.promise
}

const answers: Readonly<Record<Exclude<ApprovalPlan['says'], 'throws'>, ApprovalAnswer>> = {
  allow: 'allow',
  deny: 'deny',
  'allow-object': { decision: 'allow' },
  'deny-object': { decision: 'deny', reason: 'not today' },
  junk: 'perhaps' as unknown as ApprovalAnswer,
}
