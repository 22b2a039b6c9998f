import { ToolError } from '../../src/call/errors/error.ts'
import { tool, type AnyTool, type ToolContext } from '../../src/call/tool.ts'
import type { Engine } from '../../src/turn/contract.ts'
import { Stage } from '../small/stage.ts'
import { gatesOf, lineTools, type LinePlan, type LineTool, type LineTurn } from './plan.ts'
import { LineRules } from './rules.ts'

/** A plan come to life. */
export class LineWorld {
  readonly stage: Stage
  readonly #plan: LinePlan
  readonly #engine: Engine
  readonly #atWork = new Map<string, number>()
  #open = 0

  constructor(plan: LinePlan) {
    this.#plan = plan
    this.stage = new Stage(plan.seed)
    const { concurrency, limits } = plan
    const rules = new LineRules(this.stage, plan)
    this.#engine = this.stage.engine({
      tools: [...lineTools.map((name) => this.#tool(name)), this.#agent()],
      concurrency,
      limits: { crm: { concurrency: limits.crm }, disk: { concurrency: limits.disk } },
      retryBudget: false,
      onEvent: (event) => {
        this.stage.noteEvent(event)
        rules.event(event)
      },
    })
  }

  async run(): Promise<void> {
    await this.stage.run(() => {
      for (const turn of this.#plan.turns)
        this.stage.clock.after(turn.startMs, () => void this.#drive(turn))
    })
    if (this.#open > 0) this.stage.fail('live', `${this.#open} turns have no end`)
    await this.stage.expectNothingHeld()
  }

  async #drive(turn: LineTurn): Promise<void> {
    this.#open += 1
    if (turn.isInside)
      await this.#engine.execute([{ id: `around ${turn.id}`, name: 'agent', input: { turn } }])
    else await this.#execute(turn)
    this.#open -= 1
  }

  async #execute({ id, tools, keys }: LineTurn): Promise<void> {
    const calls = tools.map((name, index) => ({
      id: `${id}.${index}`,
      name,
      input: { writes: keys[index] === -1 ? [] : [`${id}/${keys[index]}`] },
    }))
    const { results } = await this.#engine.execute(calls, { id })
    for (const { id: call, status, error } of results)
      if (status !== 'ok') this.stage.fail('G1', `${call} is ${status} (${error?.code})`)
  }

  #agent(): AnyTool {
    return tool({
      name: 'agent',
      execute: (input) => this.#execute(input['turn'] as LineTurn),
    }) as unknown as AnyTool
  }

  #tool(name: LineTool): AnyTool {
    return tool({
      name,
      writes: (input: unknown) => (input as { writes: string[] }).writes,
      idempotent: true,
      retries: 1,
      limit: gatesOf[name].filter((gate) => gate === 'crm' || gate === 'disk'),
      ...(name === 'own' && { concurrency: 2 }),
      execute: (_input: unknown, context: ToolContext) => this.#work(name, context),
    }) as unknown as AnyTool
  }

  async #work(name: LineTool, { callId, attempt }: ToolContext): Promise<string> {
    for (const gate of gatesOf[name]) this.#count(gate, 1, callId)
    await this.stage.wait(this.#plan.ms)
    for (const gate of gatesOf[name]) this.#count(gate, -1, callId)
    if (name === 'flaky' && attempt === 1) throw new ToolError('busy', { retryable: true })
    return 'done'
  }

  #count(gate: string, by: 1 | -1, callId: string): void {
    const { concurrency, limits } = this.#plan
    const most: Readonly<Record<string, number>> = { slot: concurrency, own: 2, ...limits }
    const count = (this.#atWork.get(gate) ?? 0) + by
    this.#atWork.set(gate, count)
    if (count > (most[gate] ?? 0))
      this.stage.fail('G3', `${callId} is one of ${count} that hold "${gate}"`)
  }
}
