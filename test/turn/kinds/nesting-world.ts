import type { TurnEvent } from '../../../src/call/report/event.ts'
import type { ToolResult } from '../../../src/call/report/result.ts'
import type { AnyTool } from '../../../src/call/tool.ts'
import type { Engine } from '../../../src/turn/contract.ts'
import { virtualClock, type VirtualClock } from '../../../src/testing/virtual-clock.ts'
import { sleep } from '../../../src/util/clock.ts'
import { engineOf, make, type Input } from './kit.ts'
import type { NestingPlan, Node, NodeTurn } from './nesting-plan.ts'
import { isTrueDeadlock, meet } from './nesting-truth.ts'

/** How long a person takes to approve a call, in milliseconds. */
const approvalMs = 7

/** A call of a plan, as it lives. */
export interface Life {
  readonly id: string
  readonly node: Node
  readonly engine: number
  readonly parent: Life | undefined
  readonly children: Life[]
  /** What it last was said to wait for. */
  waits: string | undefined
  state: 'unborn' | 'received' | 'working' | 'inside' | 'ended' | 'settled'
}

export interface Played {
  readonly clock: VirtualClock
  readonly engines: readonly Engine[]
  readonly results: readonly ToolResult[]
  /** What was seen that must not be. */
  readonly faults: readonly string[]
  /** What the plan takes if nothing in it runs beside anything else. */
  readonly serialMs: number
}

/** Plays a plan to its end, or throws if it has none. */
export async function play(plan: NestingPlan): Promise<Played> {
  const world = new World(plan)
  await world.clock.run(world.run())
  return world
}

class World implements Played {
  readonly clock: VirtualClock = virtualClock()
  readonly engines: readonly Engine[]
  readonly results: ToolResult[] = []
  readonly faults: string[] = []
  serialMs = 0
  readonly #plan: NestingPlan
  readonly #lives = new Map<string, Life>()

  constructor(plan: NestingPlan) {
    this.#plan = plan
    const names = new Set<string>()
    this.#draw(plan.turns, undefined, '', names)
    this.engines = plan.engines.map(({ concurrency, limit }) =>
      engineOf(
        this.clock,
        [...names].map((name) => this.#tool(name)),
        {
          concurrency,
          limits: { crm: { concurrency: limit }, disk: { concurrency: limit } },
          approve: async () => {
            await sleep(this.clock, approvalMs)
            return 'allow'
          },
        },
      ),
    )
  }

  async run(): Promise<void> {
    const whole = this.#plan.turns.map(async (turn, index) => {
      await sleep(this.clock, turn.atMs)
      await this.#execute(turn, `${index}`, undefined)
    })
    this.serialMs += Math.max(...this.#plan.turns.map(({ atMs }) => atMs))
    await Promise.all(whole)
  }

  #draw(
    turns: readonly NodeTurn[],
    parent: Life | undefined,
    path: string,
    names: Set<string>,
  ): void {
    for (const [at, { engine, nodes }] of turns.entries())
      for (const [index, node] of nodes.entries()) {
        const id = `${path}${at}-${index}`
        const life: Life = {
          id,
          node,
          engine,
          parent,
          children: [],
          waits: undefined,
          state: 'unborn',
        }
        this.#lives.set(id, life)
        parent?.children.push(life)
        names.add(nameOf(node))
        this.serialMs += node.ms * (1 + node.turns.length) + (node.approval ? approvalMs : 0)
        this.#draw(node.turns, life, `${id}/`, names)
      }
  }

  #tool(name: string): AnyTool {
    const [, limit, own, coalesce, approval] = name.split('_')
    const keysIf = (writes: boolean) => (input: Input) =>
      input['writes'] === writes ? (input['keys'] as string[]) : []
    return make(name, (_input, { callId }) => this.#body(callId), {
      reads: keysIf(false),
      ...(coalesce === 'true' ? { coalesce: true } : { writes: keysIf(true) }),
      ...(limit !== 'none' && { limit: limit === 'both' ? ['disk', 'crm'] : limit }),
      ...(own === 'true' && { concurrency: 1 }),
      ...(approval === 'true' && { needsApproval: true }),
    })
  }

  async #body(id: string): Promise<string> {
    const life = this.#lives.get(id) as Life
    const { node } = life
    life.state = 'working'
    this.#checkKeys(life)
    this.#checkBounds(life)
    await sleep(this.clock, node.ms)
    const turns = node.turns.map((turn, at) => () => this.#execute(turn, `${id}/${at}`, life))
    if (node.together && turns.length > 0) {
      life.state = 'inside'
      await Promise.all(turns.map((turn) => turn()))
      this.#resume(life)
    }
    for (const turn of turns) {
      if (!node.together) {
        life.state = 'inside'
        await turn()
        this.#resume(life)
      }
      await sleep(this.clock, node.ms)
    }
    life.state = 'ended'
    return id
  }

  #resume(life: Life): void {
    life.state = 'working'
    this.#checkBounds(life)
  }

  async #execute(turn: NodeTurn, path: string, parent: Life | undefined): Promise<void> {
    const calls = turn.nodes.map((node, index) => ({
      id: `${path}-${index}`,
      name: nameOf(node),
      input: { keys: node.keys, writes: node.writes, ms: node.ms },
    }))
    const engine = this.engines[turn.engine] as Engine
    const { results } = await engine.execute(calls, { onEvent: (event) => this.#see(event) })
    if (parent !== undefined && results.length !== calls.length) this.faults.push('lost results')
    this.results.push(...results)
  }

  #see(event: TurnEvent): void {
    if (!('callId' in event)) return
    const life = this.#lives.get(event.callId)
    if (life === undefined) return
    if (event.type === 'call.received') life.state = 'received'
    else if (event.type === 'call.waiting') life.waits = event.reason
    else if (event.type === 'call.started') life.waits = undefined
    else if (event.type === 'call.settled') {
      life.state = 'settled'
      life.waits = undefined
      if (
        event.result.error?.code === 'deadlock' &&
        !isTrueDeadlock(life, [...this.#lives.values()])
      )
        this.faults.push(
          `${life.id} was said to be deadlocked, and nobody holds what closes a cycle`,
        )
    }
  }

  #checkKeys(life: Life): void {
    for (const other of this.#lives.values())
      if ((other.state === 'working' || other.state === 'inside') && meet(life, other))
        this.faults.push(`${life.id} started beside ${other.id}, which holds one of its keys`)
  }

  #checkBounds({ engine, node }: Life): void {
    const working = [...this.#lives.values()].filter(
      (life) => life.engine === engine && life.state === 'working',
    )
    const { concurrency, limit } = this.#plan.engines[engine] as NestingPlan['engines'][number]
    const count = (of: (node: Node) => boolean): number =>
      working.filter((life) => of(life.node)).length
    const bound = (what: string, many: number, most: number): void => {
      if (many > most)
        this.faults.push(`${many} worked at once in engine ${engine}: ${what} ${most}`)
    }
    bound('concurrency', working.length, concurrency)
    for (const name of ['crm', 'disk'] as const)
      bound(
        name,
        count((node) => node.limit === name || node.limit === 'both'),
        limit,
      )
    if (node.own)
      bound(
        'own concurrency',
        count((other) => nameOf(other) === nameOf(node)),
        1,
      )
  }
}

function nameOf({ limit, own, coalesce, approval }: Node): string {
  return ['t', limit, own, coalesce, approval].join('_')
}
