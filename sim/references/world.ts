import { isDeepStrictEqual } from 'node:util'
import { tool, type AnyTool } from '../../src/call/tool.ts'
import type { ApprovalAnswer } from '../../src/turn/waits/approval/approve.ts'
import type { Engine } from '../../src/turn/contract.ts'
import { Stage } from '../small/stage.ts'
import { changedInput, fatesOf, valueOf, type Fate, type Input } from './oracle.ts'
import type { ReferenceCall, ReferencePlan } from './plan.ts'

/** A plan come to life. */
export class ReferenceWorld {
  readonly stage: Stage
  readonly #plan: ReferencePlan
  readonly #fates: readonly Fate[]
  readonly #engine: Engine
  readonly #atWork = new Map<unknown, number>()
  readonly #ran = new Set<number>()
  #isOver = false

  constructor(plan: ReferencePlan) {
    this.#plan = plan
    this.#fates = fatesOf(plan)
    this.stage = new Stage(plan.seed)
    this.#engine = this.stage.engine({
      tools: [this.#tool('make'), this.#tool('put'), this.#tool('ask')],
      concurrency: plan.concurrency,
      approve: async ({ call }) => {
        const input = call.input as Input
        const { says = 'deny', answerMs = 0 } = this.#callOf(input) ?? {}
        const { shown } = this.#fates[input.n] ?? {}
        if (!isDeepStrictEqual(input, shown))
          this.stage.fail('told', `call ${input.n} is shown as ${text(input)}, not ${text(shown)}`)
        if (answerMs > 0) await this.stage.wait(answerMs)
        if (says === 'throws') throw new Error('the line is dead')
        if (says !== 'change') return says
        return { decision: 'allow', input: changedInput(input) } as ApprovalAnswer
      },
      onEvent: (event) => this.stage.noteEvent(event),
    })
  }

  async run(): Promise<void> {
    await this.stage.run(() => void this.#drive())
    if (!this.#isOver) this.stage.fail('live', 'the turn has no end')
    await this.stage.expectNothingHeld()
  }

  async #drive(): Promise<void> {
    const { calls, addMs } = this.#plan
    const turn = this.#engine.turn({ references: true })
    for (const { id, tool: name, n, texts, key } of calls) {
      turn.add({ id, name, input: { n, texts, key } })
      if (addMs !== null) await this.stage.wait(addMs)
    }
    turn.commit()
    const { results } = await turn.report
    for (const [index, { status, value, error }] of results.entries()) {
      const fate = this.#fates[index]
      if (status !== fate?.status)
        this.stage.fail('G1', `call ${index} is ${status} (${error?.message}), not ${fate?.status}`)
      if (status === 'ok' && !isDeepStrictEqual(value, fate?.value))
        this.stage.fail('G1', `call ${index} gave ${text(value)}, not ${text(fate?.value)}`)
    }
    this.#isOver = true
  }

  #callOf({ n }: Input): ReferenceCall | undefined {
    return this.#plan.calls[n >= 100 ? n - 100 : n]
  }

  #tool(name: ReferenceCall['tool']): AnyTool {
    return tool({
      name,
      ...(name === 'make'
        ? { reads: [] }
        : { writes: (input: unknown): string => String((input as Input).key) }),
      needsApproval: name === 'ask',
      execute: (input: unknown) => this.#work(input as Input, name !== 'make'),
    }) as unknown as AnyTool
  }

  async #work(input: Input, writes: boolean): Promise<unknown> {
    const index = input.n >= 100 ? input.n - 100 : input.n
    const { ms = 0, fails = false } = this.#callOf(input) ?? {}
    const expected = this.#fates[index]?.input
    if (!isDeepStrictEqual(input, expected))
      this.stage.fail('told', `call ${index} ran with ${text(input)}, not ${text(expected)}`)
    if (this.#ran.has(index)) this.stage.fail('G1', `call ${index} ran twice`)
    this.#ran.add(index)
    if (writes) this.#enter(index, input.key, 1)
    await this.stage.wait(ms)
    if (writes) this.#enter(index, input.key, -1)
    if (fails) throw new Error('no luck')
    return valueOf(input)
  }

  #enter(index: number, key: unknown, by: 1 | -1): void {
    const count = (this.#atWork.get(key) ?? 0) + by
    this.#atWork.set(key, count)
    if (count > 1) this.stage.fail('G2', `call ${index} writes ${text(key)} beside another`)
  }
}

function text(value: unknown): string {
  return JSON.stringify(value) ?? 'nothing'
}
