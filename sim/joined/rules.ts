import type { ToolResult } from '../../src/call/report/result.ts'
import type { Stage } from '../small/stage.ts'
import type { CallStory } from './ledger.ts'
import type { JoinedPlan } from './plan.ts'

/** By which a result says that the call has ended only where it is told. */
const stopCodes = new Set(['cancelled', 'deadline', 'suspended', 'timeout', 'in_doubt', 'deadlock'])

/** What must hold of calls that come several times. */
export class JoinedRules {
  readonly #stage: Stage
  readonly #plan: JoinedPlan

  constructor(stage: Stage, plan: JoinedPlan) {
    this.#stage = stage
    this.#plan = plan
  }

  /** A body is about to begin. */
  begins(story: CallStory): void {
    const { name, bodies, writes, isRepeatable } = story
    if (!writes) return
    if (story.isUnderWay) this.#stage.fail('G7', `${name} runs twice at the same time`)
    if (bodies.length > 0 && !isRepeatable) this.#stage.fail('G7', `${name} runs a second time`)
    if (story.told.length > 0)
      this.#stage.fail('G7', `${name} runs after it was told to be ${story.told[0]?.status}`)
  }

  /** A turn is told what came of a call. */
  settled(story: CallStory, result: ToolResult): void {
    const { name, bodies, told, writes, plan } = story
    const { status, error } = result
    const text = typeof result.content === 'string' ? result.content : ''
    const ended = bodies.filter((body) => body.ended === (plan.throws ? 'threw' : 'returned'))
    if (error?.code === 'deadlock') {
      if (!this.#mayCircle()) this.#stage.fail('G5', `${name} is told of a deadlock`)
      return
    }
    const hasEnded = status === 'ok' || error?.code === 'tool_threw'
    if (hasEnded && ended.length === 0 && plan.tool !== 'nest')
      this.#stage.fail('told', `${name} is ${status}, and no body of it has ended so`)
    if (!writes) return
    if (saysNotRun(text) && bodies.length > 0)
      this.#stage.fail('told', `of ${name}, which has run, it is said: ${text}`)
    if (status === 'unknown' && bodies.length === 0 && story.open < 2)
      this.#stage.fail('told', `${name} is unknown, and never ran`)
    const first = told[0]
    if (first !== undefined && !stopCodes.has(error?.code ?? '') && first.text !== text)
      this.#stage.fail('G7', `${name} was told to be ${first.text}, and is ${text}`)
    if (hasEnded) told.push({ status, text })
  }

  /** What came of it in the turn after all others. */
  final(story: CallStory, result: ToolResult | undefined): void {
    const { name, bodies, told, plan } = story
    if (result === undefined) return this.#stage.fail('G1', `${name} has no result at the end`)
    const { status, error } = result
    if (error?.code === 'deadlock') return
    const isForGood = status === 'ok' || error?.code === 'tool_threw'
    if (isForGood) return
    const isSeen = !plan.deaf && plan.tool !== 'nest'
    const wasStopped = !isSeen || bodies.some(({ ended }) => ended === 'stopped')
    if (told.length > 0)
      this.#stage.fail('G7', `${name} was ${told[0]?.status}, and is ${status} at the end`)
    if (status === 'unknown') {
      const isInDoubt = story.isRepeatable ? this.#isStoppedForGood() : true
      if (!wasStopped || !isInDoubt)
        this.#stage.fail('G7', `${name} is unknown at the end, and nobody stopped it`)
    } else if (error?.code === 'suspended' || !this.#isStoppedForGood())
      this.#stage.fail('G7', `${name} is ${status} (${error?.code}) at the end: nobody ended it`)
  }

  /** Somebody's stop is for good: what had not started by then may have ended so. */
  #isStoppedForGood(): boolean {
    return this.#plan.callers.some(({ stop }) => stop !== undefined && stop.kind !== 'suspend')
  }

  /** A turn may come again inside itself. */
  #mayCircle(): boolean {
    const inside = new Map(
      this.#plan.turns.map(({ id, calls }) => [
        id,
        calls.filter(({ tool }) => tool === 'nest').map(({ inner }) => inner),
      ]),
    )
    const reaches = (from: string, to: string, seen: Set<string>): boolean =>
      (inside.get(from) ?? []).some((next) => {
        if (next === to) return true
        if (seen.has(next)) return false
        seen.add(next)
        return reaches(next, to, seen)
      })
    return this.#plan.turns.some(({ id }) => reaches(id, id, new Set()))
  }
}

function saysNotRun(text: string): boolean {
  return /was not run/.test(text) && !/may or may not/.test(text)
}
