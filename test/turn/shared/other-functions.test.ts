import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { tool, type AnyTool, type ToolDefinition } from '../../../src/call/tool.ts'
import type { Engine, EngineOptions } from '../../../src/turn/contract.ts'
import { createEngine } from '../../../src/turn/engine.ts'
import { functionName } from '../../../src/turn/shared/function-name.ts'
import { nextTurn } from '../../../src/util/clock.ts'

const mail = { id: '1', name: 'mail', input: {} }
const kept = { cache: { ttlMs: 60_000 } }

/** How calls share: those that are under way, and those that come later. */
const ways = [
  { what: 'coalesce', shares: { coalesce: true } },
  { what: 'cache', shares: kept },
] as const

/** A closure over its user, as tools are that are made for each request. */
function mailOf(user: string, ran: string[], extra: Partial<ToolDefinition> = {}): AnyTool {
  const execute = async (): Promise<string> => {
    ran.push(user)
    await nextTurn()
    return `mail of ${user}`
  }
  return tool({ name: 'mail', reads: [], execute, ...extra }) as AnyTool
}

/** What two of them get, at once and then once more. */
async function both(ann: Engine, bob: Engine): Promise<unknown[]> {
  const ask = async (engine: Engine): Promise<unknown> =>
    (await engine.execute([mail])).results[0]?.value
  return [...(await Promise.all([ask(ann), ask(bob)])), await ask(ann), await ask(bob)]
}

const own = ['mail of ann', 'mail of bob', 'mail of ann', 'mail of bob']
const first = Array.from({ length: 4 }, () => 'mail of ann')

const engineOf = (options: Partial<EngineOptions> = {}) => createEngine({ tools: [], ...options })

describe('G1: no call gets what another function of the same name returned', () => {
  for (const { what, shares } of ways) {
    it(`${what}: of tools that are made for each request`, async () => {
      const engine = engineOf()
      const ran: string[] = []
      const [ann, bob] = ['ann', 'bob'].map((user) => engine.with([mailOf(user, ran, shares)]))
      assert.deepEqual(await both(ann as Engine, bob as Engine), own)
      assert.deepEqual(new Set(ran), new Set(['ann', 'bob']))
    })

    it(`${what}: of bodies that calls bring`, async () => {
      const engine = createEngine({ tools: [mailOf('nobody', [], shares)] })
      const turn = engine.turn({ open: true })
      const add = (options?: object) => turn.add(mail, options)
      const bodies = ['ann', 'bob'].map((user) => ({ run: () => `mail of ${user}` }))
      const told = await Promise.all([add(), ...bodies.map(add)])
      told.push(...(await Promise.all([add(), ...bodies.map(add)])))
      turn.commit()
      const users = ['nobody', 'ann', 'bob', 'nobody', 'ann', 'bob']
      assert.deepEqual(
        told.map(({ value }) => value),
        users.map((user) => `mail of ${user}`),
      )
    })
  }

  it('early results of a message that broke off', async () => {
    const engine = engineOf()
    const ran: string[] = []
    const ann = engine.with([mailOf('ann', ran)])
    const broken = ann.turn()
    await broken.add(mail)
    broken.discard('It broke off.')
    const bob = engine.with([mailOf('bob', ran)])
    const { results } = await bob.execute([mail], { adopt: broken })
    assert.equal(results[0]?.value, 'mail of bob')
    await ann.execute([mail], { adopt: broken })
    assert.deepEqual(ran, ['ann', 'bob'])
  })
})

describe('results are shared', () => {
  for (const { what, shares } of ways) {
    it(`${what}: between engines that have the same tool`, async () => {
      const engine = engineOf()
      const one = mailOf('ann', [], shares)
      assert.deepEqual(await both(engine.with([one]), engine.with([one])), first)
    })

    it(`${what}: between tools of one function`, async () => {
      const engine = engineOf()
      const one = mailOf('ann', [], shares)
      const again = tool({ ...one } as never) as AnyTool
      assert.deepEqual(await both(engine.with([one]), engine.with([again])), first)
    })

    it(`${what}: between tools that name a scope, whatever their functions`, async () => {
      const engine = engineOf()
      const scoped = what === 'cache' ? { cache: { ...kept.cache, scope: 'all' } } : undefined
      const extra = scoped ?? { coalesce: { scope: 'all' } }
      const [ann, bob] = ['ann', 'bob'].map((user) => engine.with([mailOf(user, [], extra)]))
      const told = await both(ann as Engine, bob as Engine)
      assert.deepEqual(told.slice(0, 2), first.slice(0, 2))
      if (what === 'cache') assert.deepEqual(told, first)
    })

    it(`${what}: between calls whose bodies are one function, or stand for one thing`, async () => {
      const turn = createEngine({ tools: [mailOf('nobody', [], shares)] }).turn({ open: true })
      const later = (value: string): Promise<string> => nextTurn().then(() => value)
      const body = (): Promise<string> => later('one for both')
      const same = await Promise.all([1, 2].map(() => turn.add(mail, { run: body })))
      const sameAs = {}
      const standing = await Promise.all(
        [1, 2].map((n) => turn.add(mail, { run: () => later(`ran ${n}`), sameAs })),
      )
      turn.commit()
      assert.deepEqual(
        [...same, ...standing].map(({ value }) => value),
        ['one for both', 'one for both', 'ran 1', 'ran 1'],
      )
      assert.deepEqual([same[1]?.attempts, standing[1]?.attempts], [0, 0])
    })

    it(`${what}: between tools that workers run, which know them by their names`, async () => {
      let runs = 0
      const queue = { name: 'queue', run: async () => `run ${(runs += 1)}` }
      const engine = engineOf({ queue })
      const onQueue = { ...shares, runsIn: 'queue' } as const
      const [ann, bob] = ['ann', 'bob'].map((user) => engine.with([mailOf(user, [], onQueue)]))
      const told = await both(ann as Engine, bob as Engine)
      assert.equal(told[0], told[1])
      assert.equal(runs, what === 'cache' ? 1 : 3)
    })
  }

  it('between tools that run the same export of a module in a thread, and no others', () => {
    const named = (file: string, exportName?: string): string => {
      const module = new URL(`file:///tools/${file}`)
      const made = tool({ name: 'burn', runsIn: 'thread', module, exportName, reads: [] } as never)
      return functionName(made as AnyTool, undefined)
    }
    assert.equal(named('burn.js'), named('burn.js'))
    assert.equal(named('burn.js', 'a'), named('burn.js', 'a'))
    const all = [named('burn.js'), named('other.js'), named('burn.js', 'a'), named('burn.js', 'b')]
    assert.equal(new Set(all).size, all.length)
  })
})
