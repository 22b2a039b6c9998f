import { AsyncLocalStorage } from 'node:async_hooks'
import { nextTurn } from '../../../util/clock.ts'
import type { GuardCase } from './case.ts'
import { callsOf, conversation, engineFor, runWithin, wordsOf } from './conversation.ts'
import type { TaskInput } from './driver.ts'

const longMs = 120_000
/** How long a run may take that is not expected to end. */
const hangMs = 3_000

/** Two edits of one file at once, and one of them is gone. */
const edits: GuardCase = {
  name: '40 edits of one file',
  async run(driver, isGuarded) {
    const model = await conversation(callsOf('edit', 40))
    let file: readonly number[] = []
    const edit = async ({ n }: TaskInput): Promise<string> => {
      const read = file
      // Later ones write sooner.
      for (let turns = n; turns < 41; turns += 4) await nextTurn()
      file = [...read, n]
      return `edited ${n}`
    }
    const ended = await runWithin(
      driver,
      {
        baseUrl: model.baseUrl,
        prompt: 'Edit.',
        tools: [{ name: 'edit', execute: edit }],
        engine: engineFor(isGuarded),
        rules: { edit: { writes: 'file/a' } },
      },
      longMs,
    )
    await model.close()
    const inOrder = file.every((n, index) => n === index)
    const said = `${file.length} of 40${file.length > 1 ? (inOrder ? ', in order' : ', not in order') : ''}`
    return {
      said: ended.hung || ended.error ? `${said}, ${wordsOf(ended)}` : said,
      ok: file.length === 40 && inOrder && isFine(ended, model.faults()),
    }
  },
}

const deaf: GuardCase = {
  name: 'a deaf tool',
  async run(driver, isGuarded) {
    const model = await conversation(
      ['quick', 'deaf', 'quick'].map((name, n) => ({ name, input: { n } })),
    )
    const ended = await runWithin(
      driver,
      {
        baseUrl: model.baseUrl,
        prompt: 'Go.',
        tools: [
          { name: 'quick', execute: ({ n }) => `result ${n}` },
          { name: 'deaf', execute: () => new Promise(() => {}) },
        ],
        engine: engineFor(isGuarded),
        rules: { deaf: { timeoutMs: 300 } },
      },
      isGuarded ? longMs : hangMs,
    )
    const told = model.told()
    await model.close()
    const kept = told.filter((text) => /result [02]/.test(text)).length
    return {
      said: ended.hung ? 'hangs' : `${wordsOf(ended)}, ${kept} of 2 results kept`,
      ok: kept === 2 && told.length === 3 && isFine(ended, model.faults()),
    }
  },
}

const cap: GuardCase = {
  name: '800 calls under a cap of 16',
  async run(driver, isGuarded) {
    const model = await conversation(callsOf('work', 800))
    let [live, peak] = [0, 0]
    const work = async ({ n }: TaskInput): Promise<string> => {
      live += 1
      peak = Math.max(peak, live)
      for (let turns = 0; turns < 4; turns += 1) await nextTurn()
      live -= 1
      return `${n}`
    }
    const ended = await runWithin(
      driver,
      {
        baseUrl: model.baseUrl,
        prompt: 'Work.',
        tools: [{ name: 'work', execute: work }],
        engine: engineFor(isGuarded, { concurrency: 16 }),
        rules: { work: { reads: [] } },
      },
      longMs,
    )
    const answered = model.told().filter((text) => /\d/.test(text)).length
    await model.close()
    return {
      said: `${peak} at once, ${answered} answered`,
      ok: peak <= 16 && answered === 800 && isFine(ended, model.faults()),
    }
  },
}

const retryAfter: GuardCase = {
  name: '429 with Retry-After',
  async run(driver, isGuarded) {
    const model = await conversation(callsOf('api', 6))
    const starts: number[] = []
    let refused = 0
    const api = async ({ n }: TaskInput): Promise<string> => {
      starts.push(performance.now())
      if (refused < 2) {
        refused += 1
        const headers = { 'retry-after': '1' }
        throw Object.assign(new Error('Too many requests'), { status: 429, headers })
      }
      await nextTurn()
      return `fine ${n}`
    }
    const ended = await runWithin(
      driver,
      {
        baseUrl: model.baseUrl,
        prompt: 'Call.',
        tools: [{ name: 'api', execute: api }],
        engine: engineFor(isGuarded, { limits: { service: { concurrency: 2 } } }),
        rules: { api: { reads: [], retries: 3, limit: 'service' } },
      },
      longMs,
    )
    const fine = model.told().filter((text) => text.includes('fine')).length
    await model.close()
    const waited = starts.slice(2).every((at) => at - (starts[0] as number) >= 990)
    return {
      said: `${fine} of 6 fine${isFine(ended, []) ? '' : `, ${wordsOf(ended)}`}`,
      ok: fine === 6 && waited && isFine(ended, model.faults()),
    }
  },
}

const subAgents: GuardCase = {
  name: 'sub-agents on one key and one slot',
  async run(driver, isGuarded) {
    const outer = await conversation(callsOf('delegate', 2))
    const inner = await conversation(callsOf('leaf', 2))
    const engine = engineFor(isGuarded, { concurrency: 1 })
    const shared = { engine, prompt: 'Go.' }
    const delegate = async (): Promise<string> => {
      const leaf = { name: 'leaf', execute: ({ n }: TaskInput) => `leaf ${n}` }
      const rules = { leaf: { writes: 'one' } }
      const run = { ...shared, baseUrl: inner.baseUrl, tools: [leaf], rules }
      return String((await driver.run(run)).text)
    }
    const ended = await runWithin(
      driver,
      {
        ...shared,
        baseUrl: outer.baseUrl,
        tools: [{ name: 'delegate', execute: delegate }],
        rules: { delegate: { writes: 'one' } },
      },
      isGuarded ? 20_000 : longMs,
    )
    const done = outer.told().filter((text) => text.includes('done')).length
    await Promise.all([outer.close(), inner.close()])
    return {
      said: ended.hung ? 'hangs' : `${done} of 2 done`,
      ok: done === 2 && isFine(ended, [...outer.faults(), ...inner.faults()]),
    }
  },
}

const contexts: GuardCase = {
  name: "each tool in its own call's context",
  async run(driver, isGuarded) {
    const model = await conversation(callsOf('look', 3))
    const span = new AsyncLocalStorage<number>()
    const seen: string[] = []
    const look = async ({ n }: TaskInput): Promise<string> => {
      await nextTurn()
      seen.push(`${n} in ${String(span.getStore())}`)
      return `${n}`
    }
    const ended = await runWithin(
      driver,
      {
        baseUrl: model.baseUrl,
        prompt: 'Look.',
        tools: [{ name: 'look', execute: look }],
        around: ({ n }, run) => span.run(n, run),
        engine: engineFor(isGuarded, { concurrency: 1 }),
        rules: { look: { reads: [] } },
      },
      longMs,
    )
    await model.close()
    const own = seen.filter(
      (words) => words === '0 in 0' || words === '1 in 1' || words === '2 in 2',
    )
    return { said: `${own.length} of 3`, ok: own.length === 3 && isFine(ended, model.faults()) }
  },
}

/** Whether a run ended by itself, and the strict server found nothing wrong. */
function isFine(ended: Awaited<ReturnType<typeof runWithin>>, faults: readonly string[]): boolean {
  return ended.hung === undefined && ended.error === undefined && faults.length === 0
}

export const plainCases: readonly GuardCase[] = [edits, deaf, cap, retryAfter, subAgents, contexts]
