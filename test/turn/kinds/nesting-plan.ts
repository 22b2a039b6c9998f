import * as fc from 'fast-check'

/** A call of a nesting plan: works, runs its turns, and works again after each. */
export interface Node {
  readonly keys: readonly string[]
  readonly writes: boolean
  /** The named limits that its tool is under. */
  readonly limit: 'none' | 'crm' | 'disk' | 'both'
  /** Its tool has a concurrency of 1 of its own. */
  readonly own: boolean
  readonly coalesce: boolean
  readonly approval: boolean
  readonly ms: number
  readonly turns: readonly NodeTurn[]
  /** Its turns run all at once, not one after another. */
  readonly together: boolean
}

export interface NodeTurn {
  readonly engine: number
  readonly nodes: readonly Node[]
}

export interface NestingPlan {
  /** The concurrency of each engine, and of each of its named limits. */
  readonly engines: readonly { readonly concurrency: number; readonly limit: number }[]
  /** The turns at the top, and when they begin. */
  readonly turns: readonly (NodeTurn & { readonly atMs: number })[]
}

interface Draft {
  readonly up: number
  readonly second: boolean
  readonly writes: boolean
  readonly keyed: boolean
  readonly limit: Node['limit']
  readonly own: boolean
  readonly coalesce: boolean
  readonly approval: boolean
  readonly ms: number
  readonly together: boolean
  readonly turns: readonly DraftTurn[]
}

interface DraftTurn {
  readonly engine: number
  readonly nodes: readonly Draft[]
}

function draft(depth: number): fc.Arbitrary<Draft> {
  const seldom = fc.integer({ min: 0, max: 5 }).map((n) => n === 1)
  return fc.record({
    up: fc.integer({ min: 0, max: 2 }),
    second: seldom,
    writes: fc.boolean(),
    keyed: fc.boolean(),
    limit: fc.constantFrom('none', 'none', 'crm', 'disk', 'both'),
    own: seldom,
    coalesce: seldom,
    approval: seldom,
    ms: fc.integer({ min: 1, max: 9 }),
    together: fc.boolean(),
    turns: depth === 0 ? fc.constant([]) : fc.array(draftTurn(depth - 1), { maxLength: 2 }),
  })
}

function draftTurn(depth: number): fc.Arbitrary<DraftTurn> {
  return fc.record({
    engine: fc.integer({ min: 0, max: 2 }),
    nodes: fc.array(draft(depth), { minLength: 1, maxLength: depth > 1 ? 2 : 3 }),
  })
}

/** What the calls around a call hold: the last key of their order, where, and how. */
interface Around {
  readonly rank: number
  readonly engine: number
  readonly writes: boolean
}

/**
 * Keys are taken in one order, from the outside to the inside, or are those that a call around holds already: then no
 * two calls can ever wait for each other's keys, whatever else they wait for.
 */
function inOrder(turn: DraftTurn, engines: number, around: Around): NodeTurn {
  const engine = turn.engine % engines
  return { engine, nodes: turn.nodes.map((node) => orderNode(node, engine, engines, around)) }
}

function orderNode(draft: Draft, engine: number, engines: number, around: Around): Node {
  const again = draft.up === 0 && around.rank > 0 && engine === around.engine
  const rank = again ? around.rank : around.rank + Math.max(1, draft.up)
  const ranks = draft.second && !again ? [rank, rank + 1] : [rank]
  const coalesce = draft.coalesce && draft.turns.length === 0
  const writes = draft.writes && !coalesce && (!again || around.writes)
  const within = draft.keyed ? { rank: Math.max(...ranks), engine, writes } : around
  return {
    ...draft,
    coalesce,
    writes,
    keys: draft.keyed ? ranks.map((rank) => `k${rank}`) : [],
    turns: draft.turns.map((turn) => inOrder(turn, engines, within)),
  }
}

/** Keys as they come, in any order: some of these plans deadlock, and of those one call has to fail. */
function asTheyCome(turn: DraftTurn, engines: number): NodeTurn {
  const nodes = turn.nodes.map((draft): Node => {
    const coalesce = draft.coalesce && draft.turns.length === 0
    const keys = draft.second ? [`k${draft.up}`, `k${(draft.up + 1) % 3}`] : [`k${draft.up}`]
    return {
      ...draft,
      coalesce,
      writes: draft.writes && !coalesce,
      keys: draft.keyed ? keys : [],
      turns: draft.turns.map((inner) => asTheyCome(inner, engines)),
    }
  })
  return { engine: turn.engine % engines, nodes }
}

/** Plans of turns in turns, up to four deep, over one to three engines. */
export function nestingPlans(keys: 'in order' | 'as they come'): fc.Arbitrary<NestingPlan> {
  const size = fc.integer({ min: 1, max: 2 })
  return fc
    .record({
      engines: fc.array(fc.record({ concurrency: fc.integer({ min: 1, max: 3 }), limit: size }), {
        minLength: 1,
        maxLength: 3,
      }),
      turns: fc.array(fc.tuple(draftTurn(3), fc.integer({ min: 0, max: 20 })), {
        minLength: 1,
        maxLength: 3,
      }),
    })
    .map(({ engines, turns }) => ({
      engines,
      turns: turns.map(([turn, atMs]) => ({
        atMs,
        ...(keys === 'in order'
          ? inOrder(turn, engines.length, { rank: 0, engine: -1, writes: true })
          : asTheyCome(turn, engines.length)),
      })),
    }))
}
