import { withdraw } from '../../src/call/errors/withdraw.ts'
import { tool, type AnyTool, type ToolContext } from '../../src/call/tool.ts'
import type { Engine } from '../../src/turn/contract.ts'
import { isProbe, Stage } from '../small/stage.ts'
import {
  lastMs,
  type BreakersPlan,
  type BreakersTurn,
  type Health,
  type ServiceTool,
} from './plan.ts'
import { BreakersRules } from './rules.ts'

const graceMs = 5
/** Longer than any breaker stays open. */
const recoveryMs = 500

/** A plan come to life. */
export class BreakersWorld {
  readonly stage: Stage
  readonly #plan: BreakersPlan
  readonly #rules: BreakersRules
  readonly #engine: Engine
  #open = 0
  #made = 0

  constructor(plan: BreakersPlan) {
    this.#plan = plan
    this.stage = new Stage(plan.seed)
    this.#rules = new BreakersRules(this.stage, plan)
    this.#engine = this.stage.engine({
      tools: plan.tools.map((one) => this.#tool(one)),
      concurrency: plan.concurrency,
      limits: Object.fromEntries(
        plan.limits.map(({ name, breaker, concurrency }) => [
          name,
          { ...(breaker && { breaker }), ...(concurrency !== undefined && { concurrency }) },
        ]),
      ),
      graceMs,
      retryBudget: false,
      onEvent: (event) => {
        this.stage.noteEvent(event)
        if (!isProbe(event.turnId)) this.#rules.event(event)
      },
    })
  }

  async run(): Promise<void> {
    await this.stage.run(
      () => {
        for (const turn of this.#plan.turns)
          this.stage.clock.after(turn.startMs, () => void this.#drive(turn))
        this.stage.clock.after(lastMs + recoveryMs, () => void this.#recover())
      },
      () => this.#rules.quiet((name) => this.#toolOf(name).writes),
    )
    if (this.#open > 0 || !this.#rules.isIdle)
      this.stage.fail('live', `${this.#open} turns have no end`)
    await this.stage.expectNothingHeld()
  }

  async #drive({ id, gapMs, end, cancelMs, deadlineMs, calls }: BreakersTurn): Promise<void> {
    this.#open += 1
    const turn = this.#engine.turn({ id, ...(deadlineMs !== undefined && { deadlineMs }) })
    this.#rules.streams(id)
    if (cancelMs !== undefined) this.stage.clock.after(cancelMs, () => turn.cancel())
    for (const { tool: name, ms, cancelMs: alone } of calls) {
      if (gapMs > 0) await this.stage.wait(gapMs)
      // It takes none any more once it was to have ended.
      if (turn.signal.aborted) break
      const call = this.#call(name, ms)
      void turn.add(call).catch(() => {})
      if (alone !== undefined) this.stage.clock.after(alone, () => turn.cancel(call.id))
    }
    if (end === 'discard') turn.discard('It broke off.')
    else turn.commit()
    await turn.report
    this.#open -= 1
  }

  /** All is well again: every tool is, too, and each of its breakers has had time to find out. */
  async #recover(): Promise<void> {
    this.#open += 1
    for (const { name } of [...this.#plan.tools, ...this.#plan.tools]) {
      const { results } = await this.#engine.execute([this.#call(name, 1)])
      const [result] = results
      if (result?.status !== 'ok')
        this.stage.fail('G5', `${name} does not recover: ${result?.error?.message}`)
    }
    this.#open -= 1
  }

  #call(name: string, ms: number): { id: string; name: string; input: object } {
    this.#made += 1
    return { id: `c${this.#made}`, name, input: { ms, key: `c${this.#made}` } }
  }

  #tool({ name, breaker, limits, writes, retries, timeoutMs }: ServiceTool): AnyTool {
    const key = (input: unknown): string => (input as { key: string }).key
    return tool({
      name,
      ...(breaker && { breaker }),
      ...(limits.length > 0 && { limit: limits }),
      ...(writes ? { writes: key } : { reads: [] }),
      retries,
      timeoutMs,
      execute: (input: unknown, context: ToolContext) =>
        this.#serve(name, (input as { ms: number }).ms, context),
    } as never) as unknown as AnyTool
  }

  async #serve(name: string, ms: number, { callId, signal }: ToolContext): Promise<string> {
    const state = this.#healthOf(name)
    const slowMs = state === 'slow' ? ms * 3 + 5 : ms
    const never = new Promise(() => {})
    await Promise.race([state === 'hangs' ? never : this.stage.wait(slowMs), fires(signal)])
    if (signal.aborted) {
      // Some heed it at once, others after the grace.
      await this.stage.wait(ms)
      throw new Error('It was stopped.')
    }
    switch (state) {
      case 'busy':
        this.#rules.bodyEnds(callId, 'busy')
        throw Object.assign(new Error('Unavailable.'), { status: 503 })
      case 'wrong':
        this.#rules.bodyEnds(callId, 'wrong')
        throw new Error('No such customer.')
      case 'asks':
        this.#rules.bodyEnds(callId, 'withdrew')
        return withdraw(Object.assign(new Error('A person is to be asked.'), { status: 503 }))
      default:
        this.#rules.bodyEnds(callId, 'returned')
        return 'done'
    }
  }

  #healthOf(name: string): Health {
    let endMs = 0
    for (const { ms, state } of this.#toolOf(name).health) {
      endMs += ms
      if (this.stage.clock.nowMs < endMs) return state
    }
    return 'well'
  }

  #toolOf(name: string): ServiceTool {
    const found = this.#plan.tools.find((one) => one.name === name)
    if (found === undefined) throw new Error(`There is no tool ${name}.`)
    return found
  }
}

function fires(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve()))
}
