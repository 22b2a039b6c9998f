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
  readonly saw: string
  readonly notes: string[]
}

/** A plan come to life. */
export class SharingWorld {
  readonly stage: Stage
  readonly #plan: SharingPlan
  readonly #engine: Engine
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
      tools: [...plan.tools.map((one) => this.#reader(one)), this.#writer()],
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

  async #drive({ id, calls }: SharingTurn): Promise<void> {
    this.#open += 1
    const given = calls.map(({ tool: name, keys, ...rest }) => ({
      id: `c${(this.#calls += 1)}`,
      name,
      input: this.#toolOf(name) ? this.#inputOf(name, keys) : { keys, ...rest },
    }))
    await this.#engine.execute(given, { id })
    this.#open -= 1
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

  #reader({ name, coalesce, cacheMs, scope, copyable }: SharingTool): AnyTool {
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
      execute: async ({ keys }: Input): Promise<Value> => {
        const value = { tenant: tenant.getStore(), saw: this.#look(keys), notes: [] }
        await this.stage.wait(this.#msOf(name, keys))
        return copyable ? value : Object.assign(value, { method: () => 'not data' })
      },
    } as never) as unknown as AnyTool
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
