import type { ToolResult } from '../../src/call/report/result.ts'
import type { TurnReport } from '../../src/call/report/report.ts'
import type { Stage } from '../small/stage.ts'
import type { OpenPlan } from './plan.ts'
import { mayRepeat, type WatchedCall } from './watched-call.ts'

/** What must hold of open turns. */
export class OpenRules {
  readonly #stage: Stage
  readonly #plan: OpenPlan
  /** All calls that have been made, those inside others included. */
  readonly calls: WatchedCall[] = []

  constructor(stage: Stage, plan: OpenPlan) {
    this.#stage = stage
    this.#plan = plan
  }

  /** The body of a call begins. */
  begins(call: WatchedCall, attempt: number): void {
    const { name } = call
    call.bodies += 1
    if (call.end === 'withdraws') this.#fail('G1', `${name} runs again after it was withdrawn`)
    if (call.result !== undefined) this.#fail('G1', `${name} runs after its result`)
    if (call.isStopped) this.#fail('G4', `${name} runs though it was stopped`)
    if (attempt !== call.bodies)
      this.#fail('told', `body ${call.bodies} of ${name} is attempt ${attempt}`)
    for (const other of this.calls) {
      if (other === call || !call.meets(other) || call.isInside(other)) continue
      if (other.isAtWork) this.#fail('G2', `${name} runs beside ${other.name}`)
      if (other.turn === call.turn && other.index < call.index && !other.isOver)
        this.#fail('G2', `${name} runs before ${other.name}`)
    }
    call.end = undefined
    call.isRetrying = false
    call.isAtWork = true
    call.isStanding = false
    this.isBounded()
  }

  /** Never more at work than there is room for. */
  isBounded(): void {
    const working = this.calls.filter(({ isAtWork, isStanding }) => isAtWork && !isStanding)
    if (working.length > this.#plan.concurrency) this.#fail('G3', `${working.length} at once`)
    const limited = working.filter(({ plan }) => plan.tool === 'limited').length
    if (limited > this.#plan.limit) this.#fail('G3', `${limited} at once under a limit`)
  }

  settled(call: WatchedCall, result: ToolResult): void {
    const { name, end, plan } = call
    const told = `${result.status} (${result.error?.code})`
    if (call.result !== undefined) this.#fail('G1', `${name} has two results`)
    call.result = result
    if (result.id !== plan.id) this.#fail('G1', `${name} is answered as ${result.id}`)
    if (result.attempts !== call.bodies)
      this.#fail('told', `${name} ran ${call.bodies} times, and is told to have ${result.attempts}`)
    if (result.error?.code === 'breaker_open')
      this.#fail('G5', `${name} is refused, and nothing has failed`)
    if (end === undefined) {
      const isLate = result.status === 'timed-out' && call.bodies > 0
      if (!call.isStopped && !isLate) this.#fail('G1', `${name} is ${told}, and nobody stopped it`)
      if (isWithdrawn(result)) this.#fail('G1', `${name} was stopped, and is told as withdrawn`)
      return
    }
    if (end !== 'hangs' && told !== expected[end] && !call.isStopped)
      this.#fail('G1', `${name} is ${told}, and its body ${end}`)
    if (end === 'returns' && result.status === 'ok' && result.value !== name)
      this.#fail('G1', `${name} is told ${String(result.value)}`)
    const mayGoOn = mayRepeat(call, end, call.bodies) && call.turn.deadlineMs === undefined
    if (mayGoOn && !call.isStopped) this.#fail('G1', `${name} is given up after ${call.bodies}`)
  }

  /** What the promise of `add` has said. */
  promised(call: WatchedCall, said: NonNullable<WatchedCall['promised']>): void {
    const { name, result } = call
    call.promised = said
    if (result === undefined) return this.#fail('told', `${name} has an answer before its result`)
    if (!isWithdrawn(result)) {
      if (said.result?.status !== result.status || said.result.id !== result.id)
        this.#fail('G1', `the promise of ${name}, which is ${result.status}, says otherwise`)
    } else if (!('error' in said) || said.error !== call.withdrawn)
      this.#fail('G1', `the promise of ${name} does not reject with what was withdrawn`)
  }

  /** Nothing is left to do in this moment: who waits has a reason to. */
  quiet(): void {
    const working = this.calls.filter(({ isAtWork }) => isAtWork)
    const isFull = working.length >= this.#plan.concurrency
    const limited = working.filter(({ plan }) => plan.tool === 'limited').length
    for (const call of this.calls) {
      const { result, promised, isAtWork, isRetrying, isStopped, name, plan } = call
      if (result !== undefined && promised === undefined && call.outer === undefined)
        this.#fail('G1', `${name} has its result, and its promise says nothing`)
      if (result !== undefined || isAtWork || isRetrying || isFull) continue
      if (isStopped) this.#fail('G4', `${name} was stopped, and has no result`)
      if (plan.tool === 'limited' && limited >= this.#plan.limit) continue
      const isBehind = this.calls.some(
        (other) => other !== call && other.result === undefined && other.meets(call),
      )
      if (!isBehind) this.#fail('live', `${name} waits for nothing`)
    }
  }

  ended(calls: readonly WatchedCall[], report: TurnReport): void {
    const ids = report.results.map(({ id }) => id).join()
    if (ids !== calls.map(({ plan }) => plan.id).join())
      this.#fail('G1', `${report.id} answers ${ids}`)
    const isBad = ['throws', 'forgets', 'late'].includes(this.#plan.hook)
    const isWarned = report.warnings.some((warning) => warning.includes('aroundAttempt'))
    if (isBad !== isWarned && calls.some(({ bodies }) => bodies > 0) && !this.#mayWarn())
      this.#fail('told', `${report.id} ${isWarned ? 'warns' : 'does not warn'} of the hook`)
  }

  /** What a hook throws after the body may be the body's own. */
  #mayWarn(): boolean {
    return this.#plan.hook === 'throws after'
  }

  #fail(guarantee: Parameters<Stage['fail']>[0], message: string): void {
    this.#stage.fail(guarantee, message)
  }
}

const expected = {
  returns: 'ok (undefined)',
  fails: 'failed (tool_threw)',
  busy: 'failed (tool_error)',
  withdraws: 'cancelled (withdrawn)',
} as const

export function isWithdrawn({ status, error }: ToolResult): boolean {
  return status === 'cancelled' && error?.code === 'withdrawn'
}
