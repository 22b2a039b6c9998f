// A program of a server that has Fanfold in its bundle: a journal, a tool in a thread, and keys in Redis, each of which
// starts a thread of its own. Prints what came of it.
import { createEngine, ToolError, tool } from 'fanfold'
import { redisKeys } from 'fanfold/redis'
import { sqliteJournal } from 'fanfold/sqlite'

const [, , folder, redisUrl] = process.argv
const inputSchema = { type: 'object' }
const facts = { runtime: globalThis.Deno ? 'deno' : globalThis.Bun ? 'bun' : 'node' }

async function attempt(name, run) {
  try {
    facts[name] = await run()
  } catch (error) {
    facts[name] = `${error.name}: ${error.message}`
  }
}

await attempt('journal', async () => {
  const journal = await sqliteJournal(`${folder}/journal.db`)
  const pay = tool({ name: 'pay', inputSchema, writes: 'money', execute: () => 'paid' })
  const engine = createEngine({ tools: [pay], journal })
  const values = []
  for (const _ of [1, 2]) {
    const { results } = await engine.execute([{ id: 'c1', name: 'pay', input: {} }], { id: 't1' })
    values.push(`${results[0].value} ${results[0].restored === true}`)
  }
  await engine.close()
  await journal.close()
  return values.join()
})

await attempt('thread', async () => {
  const module = new URL('./in-thread.mjs', import.meta.url)
  const add = tool({ name: 'add', inputSchema, runsIn: 'thread', module })
  const fail = tool({ name: 'fail', inputSchema, runsIn: 'thread', module })
  const engine = createEngine({ tools: [add, fail] })
  const calls = ['add', 'fail'].map((name) => ({ id: name, name, input: { a: 1, b: 2 } }))
  const { results } = await engine.execute(calls)
  await engine.close()
  return results.map(({ value, error }) => value ?? error.message).join()
})

if (redisUrl !== undefined)
  await attempt('keys', async () => {
    const keys = redisKeys({ connection: redisUrl, ttlMs: 1_000 })
    const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
    // Longer than the lease, which a thread renews meanwhile.
    const slow = tool({ name: 'slow', inputSchema, writes: 'k', execute: () => wait(1_800) })
    const engine = createEngine({ tools: [slow], sharedKeys: keys })
    const { results } = await engine.execute([{ id: 'c1', name: 'slow', input: {} }])
    await engine.close()
    await keys.close()
    return results[0].status
  })

facts.errors = new ToolError('x').name
console.log(JSON.stringify(facts))
process.exit(0)
