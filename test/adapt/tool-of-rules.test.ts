import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { guard as aiSdk } from '../../src/ai-sdk.ts'
import { createGuard, type RulesByName } from '../../src/adapt/guard.ts'
import { toolOfRules } from '../../src/adapt/tool-of-rules.ts'
import { createEngine, ToolError, type Engine } from '../../src/index.ts'
import { guard as langChain } from '../../src/langchain.ts'
import { guard as pi, rule } from '../../src/pi.ts'
import { virtualClock } from '../../src/testing/index.ts'
import { nextTurn, sleep } from '../../src/util/clock.ts'

const requests = Array.from({ length: 10 }, (_, n) => n)

/** Counts how many of its calls are under way. */
class Load {
  peak = 0
  #now = 0

  readonly body = async (): Promise<string> => {
    this.peak = Math.max(this.peak, (this.#now += 1))
    for (let turns = 0; turns < 3; turns += 1) await nextTurn()
    this.#now -= 1
    return 'done'
  }
}

/** A call of the tool `db` of a guard that is made for it. */
type Request = (engine: Engine, body: () => Promise<string>, n: number) => unknown

function ownGuard(rules: RulesByName): Request {
  return (engine, body, n) =>
    createGuard(engine, rules).step({}).run({ id: '1', name: 'db', input: { n } }, body)
}

const db = { reads: [], concurrency: 2 }
const safe = { concurrency: 2 }
const frameworks: Readonly<Record<string, Request>> = {
  createGuard: ownGuard({ db }),
  'the AI SDK’s': (engine, body, n) => {
    const tools = { db: { execute: (_input: unknown, _options: object) => body() } }
    return aiSdk(engine, tools, { db }).db.execute({ n }, { toolCallId: 'a', messages: [] })
  },
  'LangChain’s': (engine, body, n) => {
    const tool = { name: 'db', invoke: (_call: object) => body() }
    return langChain.tools(engine, [tool], { db })[0]?.invoke({ id: 'a', args: { n } })
  },
  'pi’s': (engine, body) => {
    const tool = { name: 'db', execute: async (_id: string) => ({ text: await body() }) }
    return pi(engine, [rule(tool, db)])[0]?.execute('a')
  },
  'pi’s, of a tool with `replay`': (engine, body) => {
    const execute = async (_id: string) => ({ text: await body() })
    const tool = { name: 'db', replay: 'safe' as const, execute }
    return pi(engine, [rule(tool, safe)])[0]?.execute('a')
  },
}

describe('G3: guards that are made for each request have in common, by their rules', () => {
  for (const [name, request] of Object.entries(frameworks))
    it(`how many calls run at once: ${name}`, async () => {
      const engine = createEngine({ tools: [] })
      const load = new Load()
      await Promise.all(requests.map((n) => request(engine, load.body, n)))
      assert.equal(load.peak, 2)
    })

  it('what a breaker has seen', async () => {
    const engine = createEngine({ tools: [] })
    const request = ownGuard({ db: { reads: [], breaker: { consecutiveFailures: 3 } } })
    let runs = 0
    const down = async (): Promise<string> => {
      runs += 1
      throw new ToolError('down', { retryable: true })
    }
    for (const n of requests) await request(engine, down, n)
    assert.equal(runs, 3)
  })

  it('how long calls take, by which a slow one is hedged', async () => {
    const clock = virtualClock()
    const engine = createEngine({ clock, tools: [] })
    const request = ownGuard({ db: { reads: [], hedge: { minSamples: 5, budget: 1 } } })
    let runs = 0
    const body = async (): Promise<string> => {
      await sleep(clock, (runs += 1) === 9 ? 1_000 : 10)
      return 'done'
    }
    for (const n of requests) await clock.run(request(engine, body, n) as Promise<unknown>)
    assert.equal(runs, requests.length + 1)
  })
})

describe('guards have nothing in common', () => {
  const peakOf = async (ask: (body: () => Promise<string>, n: number) => unknown) => {
    const load = new Load()
    await Promise.all(requests.slice(0, 4).map((n) => ask(load.body, n)))
    return load.peak
  }

  it('whose rules are other objects, or were changed', async () => {
    const engine = createEngine({ tools: [] })
    const own = await peakOf((body, n) =>
      ownGuard({ db: { ...db, concurrency: 1 } })(engine, body, n),
    )
    assert.equal(own, 4)
    const changing = { reads: [], concurrency: 1, breaker: { window: 20 } }
    const before = toolOfRules('db', changing)
    assert.equal(toolOfRules('db', changing), before)
    changing.breaker.window = 30
    const after = toolOfRules('db', changing)
    assert.deepEqual(after.breaker, { ...(before.breaker as object), window: 30 })
    changing.concurrency = 3
    assert.equal(toolOfRules('db', changing).concurrency, 3)
    Object.assign(changing, { retries: 1 })
    assert.equal(toolOfRules('db', changing).retries, 1)
  })

  it('on other engines', async () => {
    const own = ownGuard({ db: { reads: [], concurrency: 1 } })
    assert.equal(await peakOf((body, n) => own(createEngine({ tools: [] }), body, n)), 4)
  })

  it('for tools of other names, of which only so many are known', () => {
    const first = toolOfRules('tool 0', db)
    assert.notEqual(toolOfRules('tool 1', db), first)
    assert.equal(toolOfRules('tool 0', db), first)
    for (let n = 2; n < 1_200; n += 1) toolOfRules(`tool ${n}`, db)
    assert.notEqual(toolOfRules('tool 0', db), first)
  })
})
