import { AsyncLocalStorage } from 'node:async_hooks'
import type { ToolResult } from '../../src/call/report/result.ts'
import { tool, type AnyTool } from '../../src/call/tool.ts'
import { overlap } from '../../src/keys/key.ts'
import type { Engine } from '../../src/turn/contract.ts'
import { Stage } from '../small/stage.ts'
import {
  writeTimeoutMs,
  type SharingCall,
  type SharingPlan,
  type SharingTool,
  type SharingTurn,
} from './plan.ts'

const tenant = new AsyncLocalStorage<string>()

interface Input {
  readonly keys: readonly string[]
  readonly tenant: string | undefined
}

/** What a read returns. */
interface Value {
  readonly tenant: string | undefined
  /** Whose function has read it. */
  readonly of: string
  readonly saw: string
  readonly notes: string[]
}

/** A plan come to life. */
export class SharingWorld {
  readonly stage: Stage
  readonly #plan: SharingPlan
  readonly #engine: Engine
  /** By whose functions they run. */
  readonly #engines = new Map<string, Engine>()
  /** How often each key was written. */
  readonly #versions = new Map<string, number>()
  /** What was seen before somebody wrote who had been given up: those who had asked by then may still be told that. */
  readonly #before: { readonly atMs: number; readonly versions: ReadonlyMap<string, number> }[] = []
  readonly #told = new Set<unknown>()
  #calls = 0
  #open = 0

  constructor(plan: SharingPlan) {
    this.#plan = plan
    this.stage = new Stage(plan.seed)
    this.#engine = this.stage.engine({
      tools: this.#toolsOf('engine'),
      concurrency: plan.concurrency,
      graceMs: 1,
      onEvent: (event) => {
        this.stage.noteEvent(event)
        if (event.type === 'call.settled') this.#settled(event.turnId, event.index, event.result)
      },
    })
  }

  async run(): Promise<void> {
    await this.stage.run(() => {
      for (const turn of this.#plan.turns)
        this.stage.clock.after(turn.startMs, () => {
          tenant.run(turn.tenant, () => void this.#drive(turn))
        })
    })
    if (this.#open > 0) this.stage.fail('live', `${this.#open} turns have no end`)
    await this.stage.expectNothingHeld()
  }

  async #drive(plan: SharingTurn): Promise<void> {
    this.#open += 1
    const turn = this.#engineFor(plan).turn({ id: plan.id })
    for (const [index, { tool: name, keys, ...rest }] of plan.calls.entries()) {
      const read = this.#toolOf(name)
      const input = read ? this.#inputOf(name, keys) : { keys, ...rest }
      const run = read && plan.runs === 'call' && this.#bodyOf(read, functionOf(plan, index))
      void turn.add({ id: `c${(this.#calls += 1)}`, name, input }, run ? { run } : {})
    }
    turn.commit()
    await turn.report
    this.#open -= 1
  }

  /** As a server does it that has one engine, and tools that are closures over who asks. */
  #engineFor(plan: SharingTurn): Engine {
    const of = functionOf(plan, 0)
    if (of === 'engine' || plan.runs === 'call') return this.#engine
    const engine = this.#engines.get(of) ?? this.#engine.with(this.#toolsOf(of))
    this.#engines.set(of, engine)
    return engine
  }

  #toolsOf(of: string): AnyTool[] {
    return [...this.#plan.tools.map((one) => this.#reader(one, of)), this.#writer()]
  }

  #inputOf(name: string, keys: readonly string[]): Input {
    const isOwn = this.#toolOf(name)?.scope === 'input'
    return { keys, tenant: isOwn ? tenant.getStore() : undefined }
  }

  #toolOf(name: string): SharingTool | undefined {
    return this.#plan.tools.find((one) => one.name === name)
  }

  #settled(turnId: string, index: number, result: ToolResult): void {
    const turn = this.#plan.turns.find(({ id }) => id === turnId)
    const call = turn?.calls[index]
    const plan = this.#toolOf(result.name)
    if (turn === undefined || call === undefined || plan === undefined) return
    const who = `${turnId}.${index}`
    if (result.status !== 'ok') return this.stage.fail('G1', `${who} is ${result.status}`)
    const value = result.value as Value
    const isOwn = plan.scope === 'tenant' || plan.scope === 'input'
    if (isOwn && value.tenant !== turn.tenant)
      this.stage.fail('G1', `${who} of ${turn.tenant} is told what ${value.tenant} may see`)
    const of = functionOf(turn, index)
    if ((plan.scope === 'none' || plan.scope === 'input') && value.of !== of)
      this.stage.fail('G1', `${who}, which runs what is of ${of}, is told what is of ${value.of}`)
    const isShared = result.attempts === 0
    if (isShared && (!plan.copyable || plan.scope === 'throws'))
      this.stage.fail('G1', `${who} shares what cannot be shared`)
    if (this.#told.has(value)) this.stage.fail('G1', `${who} shares its value with another call`)
    this.#told.add(value)
    if (value.notes.length > 0)
      this.stage.fail('G1', `${who} is told what another made of its result`)
    const askedMs = turn.startMs + result.timing.receivedMs
    const before = this.#before.filter(({ atMs }) => atMs >= askedMs)
    const states = [this.#versions, ...before.map(({ versions }) => versions)]
    if (!states.some((versions) => look(call.keys, versions) === value.saw))
      this.stage.fail('G2', `${who} is told ${value.saw}, and it is ${this.#look(call.keys)}`)
    // Its reader does with it what it likes.
    value.notes.push(who)
  }

  #look(keys: readonly string[]): string {
    return look(keys, this.#versions)
  }

  #reader(plan: SharingTool, of: string): AnyTool {
    const { name, coalesce, cacheMs, scope } = plan
    const by = {
      none: {},
      input: {},
      text: { scope: 'all' },
      tenant: { scope: () => tenant.getStore() ?? '' },
      throws: {
        scope: () => {
          throw new Error('who is this?')
        },
      },
    }[scope]
    return tool({
      name,
      reads: ({ keys }: Input) => keys,
      ...(coalesce && { coalesce: scope === 'none' || scope === 'input' ? true : by }),
      ...(cacheMs !== null && { cache: { ttlMs: cacheMs, ...by } }),
      execute: this.#bodyOf(plan, of),
    } as never) as unknown as AnyTool
  }

  #bodyOf({ name, copyable }: SharingTool, of: string): (input: unknown) => Promise<Value> {
    return async (input) => {
      const { keys } = input as Input
      const value = { tenant: tenant.getStore(), of, saw: this.#look(keys), notes: [] }
      await this.stage.wait(this.#msOf(name, keys))
      return copyable ? value : Object.assign(value, { method: () => 'not data' })
    }
  }

  #msOf(name: string, keys: readonly string[]): number {
    const calls = this.#plan.turns.flatMap((turn) => turn.calls)
    return calls.find((one) => one.tool === name && one.keys.join() === keys.join())?.ms ?? 0
  }

  #writer(): AnyTool {
    return tool({
      name: 'write',
      writes: (input: unknown) => (input as SharingCall).keys,
      timeoutMs: writeTimeoutMs,
      execute: async (input: unknown) => {
        const { keys, ms, fails, isLate } = input as SharingCall
        await this.stage.wait(ms)
        if (isLate)
          this.#before.push({ atMs: this.stage.clock.nowMs, versions: new Map(this.#versions) })
        for (const key of keys) this.#versions.set(key, (this.#versions.get(key) ?? 0) + 1)
        if (fails) throw new Error('half way')
        return 'done'
      },
    }) as unknown as AnyTool
  }
}

function look(keys: readonly string[], versions: ReadonlyMap<string, number>): string {
  const seen = [...versions].filter(([written]) => keys.some((key) => overlap(key, written)))
  return `${keys.join()} ${seen
    .map(([key, version]) => `${key}=${version}`)
    .toSorted()
    .join()}`
}

/** Whose function a call runs. */
function functionOf({ id, tenant: who, runs }: SharingTurn, index: number): string {
  return { engine: 'engine', tenant: who, turn: id, call: `${id}.${index}` }[runs]
}
