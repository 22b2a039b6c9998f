// What runs wherever there is a `fetch`: calls with keys, a provider's message, an agent, guards. Returns what came of it.
import { createAgent, createEngine, tool } from 'fanfold'
import { guard as guardTools } from 'fanfold/ai-sdk'
import { anthropic } from 'fanfold/anthropic'
import { createGuard } from 'fanfold/guard'
import { openai } from 'fanfold/openai'

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
const inputSchema = { type: 'object', properties: { id: { type: 'string' } } }

/** @param base of the scripted model server. */
export async function portable(base) {
  const facts = {}
  for (const [name, check] of Object.entries({
    keys,
    answered,
    run,
    guarded,
    framework,
    nested,
    long,
  }))
    facts[name] = await check(base)
  return facts
}

/** Reads run side by side, writes of one key one by one. */
async function keys() {
  const order = []
  const body = async ({ id }, { callId }) => {
    order.push(`${callId} starts`)
    await sleep(5)
    order.push(`${callId} ends`)
    return id
  }
  const read = tool({ name: 'read', inputSchema, reads: ({ id }) => id, execute: body })
  const write = tool({ name: 'write', inputSchema, writes: ({ id }) => id, execute: body })
  const engine = createEngine({ tools: [read, write] })
  const calls = ['read', 'read', 'write', 'write'].map((name, at) => ({
    id: `c${at}`,
    name,
    input: { id: 'k' },
  }))
  const { results } = await engine.execute(calls)
  return [results.map(({ status }) => status).join(), order.join()]
}

const weather = () =>
  createEngine({
    tools: [
      tool({
        name: 'weather',
        inputSchema,
        reads: ({ id }) => id,
        execute: ({ id }) => `9 in ${id}`,
      }),
    ],
  })

function post(url) {
  return (body, { signal }) =>
    fetch(url, {
      method: 'POST',
      signal,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
}

async function answered(base) {
  const engine = weather()
  const send = post(`${base}/v1/messages`)
  const messages = [{ role: 'user', content: 'Weather?' }]
  const body = {
    model: 'm',
    max_tokens: 99,
    stream: true,
    messages,
    tools: anthropic.tools(engine),
  }
  const reply = await anthropic.answer(engine, await send(body, {}))
  return reply.report.results.map(({ value }) => value)
}

async function run(base) {
  const model = openai.chat.model(post(`${base}/v1/chat/completions`), { model: 'm' })
  const { outcome, text } = await createAgent({ engine: weather(), model }).run('Weather?').result
  return [outcome, text]
}

async function guarded() {
  const guard = createGuard(createEngine({ tools: [] }), { add: { writes: 'sum' } })
  let sum = 0
  const add = async ({ by }) => {
    const before = sum
    await sleep(1)
    return (sum = before + by)
  }
  const step = guard.step({})
  const calls = [1, 2, 3].map((by) => ({ id: `c${by}`, name: 'add', input: { by } }))
  await Promise.all(calls.map((call) => step.run(call, add)))
  return sum
}

async function framework() {
  const tools = guardTools(createEngine({ tools: [] }), {
    twice: { execute: async ({ by }) => by * 2 },
  })
  return tools.twice.execute({ by: 21 }, { toolCallId: 'c1', messages: [] })
}

/** Whether a turn inside a call is known to be there: then it has the call's keys, else it waits for them in vain. */
async function nested() {
  const inner = tool({ name: 'inner', inputSchema, writes: 'k', execute: () => 'done' })
  const outer = tool({
    name: 'outer',
    inputSchema,
    writes: 'k',
    execute: async () => {
      await sleep(1)
      const call = { id: 'i', name: 'inner', input: {} }
      const { results } = await engine.execute([call], { deadlineMs: 200 })
      return results[0].status
    },
  })
  const engine = createEngine({ tools: [inner, outer] })
  const { results } = await engine.execute([{ id: 'o', name: 'outer', input: {} }])
  return results[0].value
}

/** A result that is cut, and named. */
async function long() {
  const dump = tool({
    name: 'dump',
    inputSchema,
    maxResultChars: 300,
    execute: () => 'x'.repeat(1e5),
  })
  const { results } = await createEngine({ tools: [dump] }).execute([
    { id: 'c', name: 'dump', input: {} },
  ])
  return /r_[0-9a-f]{12}/.exec(String(results[0].content))?.[0]
}
