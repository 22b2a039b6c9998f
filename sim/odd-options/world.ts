import { ToolError } from '../../src/call/errors/error.ts'
import { tool, type AnyTool, type ToolContext } from '../../src/call/tool.ts'
import type { Engine, Turn } from '../../src/turn/contract.ts'
import { Stage } from '../small/stage.ts'
import { atBorder, expectRefusal } from './border.ts'
import type { OddCall, OddOptionsPlan, Poke } from './plan.ts'
import { valueOf } from './values.ts'

/** A plan come to life. */
export class OddOptionsWorld {
  readonly stage: Stage
  readonly #plan: OddOptionsPlan
  readonly #engine: Engine
  /** How the calls ended. */
  statuses = ''

  constructor(plan: OddOptionsPlan) {
    this.#plan = plan
    this.stage = new Stage(plan.seed)
    this.#engine = this.#makeEngine()
  }

  async run(): Promise<void> {
    await this.stage.run(() => void this.#play())
    if (this.statuses === '') this.stage.fail('live', 'the turn has no end')
    await this.stage.expectNothingHeld()
  }

  async #play(): Promise<void> {
    const { calls, options, pokes } = this.#plan
    const turn = atBorder(this.stage, 'turn', options.turn, (it) =>
      this.#engine.turn({ ...it, id: 'turn' }),
    )
    for (const poke of pokes)
      this.stage.clock.after(poke.atMs, () => {
        void expectRefusal(this.stage, poke.what, () => this.#poke(turn, poke))
      })
    for (const [index, { writes }] of calls.entries()) {
      const call = { id: `c${index}`, name: writes ? 'write' : 'look', input: { index } }
      void atBorder(this.stage, 'add', options.add, (it) => turn.add(call, it))
    }
    turn.commit()
    const { results } = await turn.report
    if (results.map(({ id }) => id).join() !== calls.map((_, index) => `c${index}`).join())
      this.stage.fail('G1', `${calls.length} calls have ${results.length} results`)
    this.statuses = results.map(({ status }) => status).join()
  }

  #poke(turn: Turn, { what, value }: Poke): unknown {
    const wrong = valueOf(value) as never
    switch (what) {
      case 'add':
        return turn.add({ id: 'poke', name: 'look', input: {} }, wrong)
      case 'cancel':
        return turn.cancel(wrong)
      case 'discard':
        return turn.discard(wrong)
      case 'commit':
        return turn.commit(wrong)
      case 'setDeadline':
        return turn.setDeadline(wrong)
      default:
        return (this.#engine[what] as (given: never) => unknown)(wrong)
    }
  }

  #makeEngine(): Engine {
    const { options } = this.#plan
    const part = (owner: 'limit' | 'breaker' | 'retryBudget' | 'adaptive', more: object = {}) =>
      atBorder(this.stage, owner, options[owner], (it) => {
        const made = { ...more, ...it }
        const limits = {
          crm: owner === 'limit' ? made : owner === 'breaker' ? { breaker: made } : {},
        }
        this.#probe({
          limits,
          ...(owner === 'retryBudget' && { retryBudget: made }),
          ...(owner === 'adaptive' && { concurrency: made }),
        })
        return made
      })
    const limits = { crm: { ...part('limit'), breaker: part('breaker') } }
    const retryBudget = part('retryBudget')
    const concurrency = part('adaptive', { algorithm: 'aimd' })
    const tools = [this.#reader(), this.#writer()]
    return atBorder(this.stage, 'engine', options.engine, (it) =>
      this.stage.engine({ tools, limits, retryBudget, concurrency, ...it } as never),
    )
  }

  /** Made and let go of: only what one option of the engine says of itself is looked at. */
  #probe(options: object): void {
    const engine = this.stage.engine({ tools: [], ...options } as never)
    this.stage.engines.splice(this.stage.engines.indexOf(engine), 1)
  }

  #reader(): AnyTool {
    const { options } = this.#plan
    const execute = this.#execute
    const hedge = atBorder(this.stage, 'hedge', options.hedge, (it) => {
      tool({ name: 'look', reads: [], execute, hedge: it } as never)
      return it
    })
    const cache = atBorder(this.stage, 'cache', options.cache, (it) => {
      const made = { ttlMs: 5, ...it }
      tool({ name: 'look', reads: [], execute, cache: made } as never)
      return made
    })
    return atBorder(this.stage, 'tool', options.tool, (it) =>
      tool({ name: 'look', reads: [], limit: 'crm', hedge, cache, execute, ...it } as never),
    ) as unknown as AnyTool
  }

  #writer(): AnyTool {
    const execute = this.#execute
    return tool({
      name: 'write',
      writes: 'a',
      idempotent: true,
      retries: 1,
      execute,
    } as never) as never
  }

  readonly #execute = async (input: unknown, { attempt }: ToolContext): Promise<string> => {
    const { index } = input as { index: number }
    const { ms, failures } = this.#plan.calls[index] as OddCall
    await this.stage.wait(ms)
    if (attempt <= failures) throw new ToolError('Busy.', { retryable: true, nothingDone: true })
    return 'done'
  }
}
