import { ToolError } from '../../src/call/errors/error.ts'
import { tool, type AnyTool, type ToolContext } from '../../src/call/tool.ts'
import { memoryJournal } from '../../src/journal/memory.ts'
import type { Engine, EngineOptions } from '../../src/turn/contract.ts'
import { Stage } from '../small/stage.ts'
import { Places } from './places.ts'
import type { ContextCall, ContextPlan, ContextTurn } from './plan.ts'

/** So many turns are begun from within callbacks. */
const mostLookUps = 12

/** A plan come to life: every callback looks where it is. */
export class ContextWorld {
  readonly stage: Stage
  readonly #plan: ContextPlan
  readonly #engine: Engine
  readonly #places: Places
  readonly #calls = new Map<string, ContextCall>()
  /** The turn that each call is in. */
  readonly #turnOf = new Map<string, string>()
  /** Who is at work on each key. */
  readonly #writers = new Map<string, Set<string>>()
  #open = 0
  #lookUps = 0

  constructor(plan: ContextPlan) {
    this.#plan = plan
    this.stage = new Stage(plan.seed)
    this.#places = new Places(this.stage)
    const options: Omit<EngineOptions, 'clock'> = {
      tools: this.#tools(),
      concurrency: plan.concurrency,
      limits: { slow: { concurrency: plan.limit } },
      retryBudget: false,
      ...(plan.journal && { journal: memoryJournal() }),
      ...(plan.spans && {
        aroundAttempt: ({ turnId, callId }, run) => {
          this.#places.expect('aroundAttempt', turnId)
          return this.#places.around(callId, run)
        },
      }),
      approve: async ({ call, turnId }) => {
        this.#places.expect('approve', turnId)
        const { approvalMs = 0, looksUp = false } = this.#calls.get(call.id) ?? {}
        if (looksUp) await this.#lookUp()
        if (approvalMs > 0) await this.stage.wait(approvalMs)
        return 'allow' as const
      },
      onEvent: (event) => {
        this.stage.noteEvent(event)
        this.#places.expect(`the engine's watcher of ${event.type}`, event.turnId)
      },
    }
    this.#engine = this.stage.engine(options)
  }

  async run(): Promise<void> {
    await this.stage.run(() => {
      for (const turn of this.#plan.turns)
        this.stage.clock.after(turn.startMs, () => {
          this.#places.in(`the context of ${turn.id}`, () => void this.#drive(turn), [])
        })
    })
    if (this.#open > 0) this.stage.fail('live', `${this.#open} turns have no end`)
    await this.stage.expectNothingHeld()
  }

  async #drive({ id, streamed, calls, reacts }: ContextTurn): Promise<void> {
    this.#open += 1
    const given = calls.map((call) => this.#toCall(id, call))
    this.#places.made(id)
    const turn = this.#engine.turn({
      id,
      onEvent: ({ type }) => {
        this.#places.expect(`the turn's watcher of ${type}`, id)
        if (type === reacts) void this.#lookUp()
      },
    })
    // What streams a message in may well have a context of its own.
    if (streamed)
      for (const call of given) {
        this.#places.in('the stream', () => void turn.add(call))
        await this.stage.wait(1)
      }
    this.#places.in('the stream', () => turn.commit(streamed ? [] : given))
    for (const { id: callId, status, error } of (await turn.report).results)
      if (status !== 'ok') this.stage.fail('G1', `${callId} is ${status} (${error?.code})`)
    this.#open -= 1
  }

  /** In the middle of a callback the engine is used once more. */
  async #lookUp(): Promise<void> {
    if (this.#lookUps === mostLookUps) return
    this.#lookUps += 1
    this.#open += 1
    const id = `lookup${this.#lookUps}`
    const call = { id: `l${this.#lookUps}`, name: 'writer', input: { key: 'a' } }
    await this.#places.in(id, () => {
      this.#places.made(id)
      return this.#engine.execute([call], { id })
    })
    this.#open -= 1
  }

  #tools(): AnyTool[] {
    const keys = (input: unknown): readonly string[] => {
      const { key, id } = input as { key: string; id?: string }
      this.#expectOf('reads or writes', id)
      return [key]
    }
    const needsApproval = (input: unknown): boolean => {
      this.#expectOf('needsApproval', (input as { id: string }).id)
      return true
    }
    const execute = (input: unknown, context: ToolContext): unknown =>
      this.#execute((input as { key: string }).key, context)
    const common = { inputSchema: this.#schema(), execute, retries: 1 }
    return [
      tool({ name: 'plain', ...common } as never),
      tool({ name: 'reader', reads: keys, ...common } as never),
      tool({ name: 'writer', writes: keys, ...common } as never),
      tool({ name: 'asked', needsApproval, ...common } as never),
      tool({ name: 'limited', limit: 'slow', ...common } as never),
      tool({ name: 'flaky', reads: [], ...common } as never),
    ] as unknown as AnyTool[]
  }

  #schema(): object {
    const validate = (value: unknown): unknown => {
      const { id } = value as { id?: string }
      this.#expectOf('the schema', id)
      const { schemaMs = 0 } = this.#calls.get(id ?? '') ?? {}
      return schemaMs === 0 ? { value } : this.stage.wait(schemaMs).then(() => ({ value }))
    }
    return {
      '~standard': { version: 1, vendor: 'sim', jsonSchema: { input: () => ({}) }, validate },
    }
  }

  #expectOf(what: string, callId = ''): void {
    this.#places.expect(`${what} of ${callId}`, this.#turnOf.get(callId) ?? '')
  }

  async #execute(key: string, { callId, turnId, attempt }: ToolContext): Promise<unknown> {
    this.#places.expectBody(turnId, callId)
    const {
      ms = 1,
      enters = false,
      inside = [],
      tool: name = 'writer',
    } = this.#calls.get(callId) ?? {}
    const around = this.#places.here.inside
    if (name === 'writer') this.#writes(key, callId, around)
    if (enters) this.#places.leave(`what ${callId} entered`)
    if (ms > 0) await this.stage.wait(ms)
    if (inside.length > 0) await this.#nest(callId, inside, around)
    if (name === 'writer') this.#writers.get(key)?.delete(callId)
    if (name === 'flaky' && attempt === 1) throw new ToolError('busy', { retryable: true })
    return 'done'
  }

  async #nest(
    callId: string,
    calls: readonly ContextCall[],
    around: readonly string[],
  ): Promise<void> {
    const id = `inside ${callId}`
    const run = (): Promise<unknown> => {
      this.#places.made(id)
      return this.#engine.execute(
        calls.map((call) => this.#toCall(id, call)),
        { id },
      )
    }
    await this.#places.in(id, run, [...around, callId])
  }

  /** Only what is around a writer may be at the same key. */
  #writes(key: string, callId: string, around: readonly string[]): void {
    const writers = this.#writers.get(key) ?? new Set()
    this.#writers.set(key, writers)
    for (const other of writers)
      if (!around.includes(other)) this.stage.fail('G2', `${callId} writes beside ${other}`)
    writers.add(callId)
  }

  #toCall(turnId: string, call: ContextCall): { id: string; name: string; input: unknown } {
    const { id, tool: name, key } = call
    this.#calls.set(id, call)
    this.#turnOf.set(id, turnId)
    return { id, name, input: { id, key } }
  }
}
