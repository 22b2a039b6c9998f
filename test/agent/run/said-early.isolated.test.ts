import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { createAgent } from '../../../src/agent/agent.ts'
import { tool, type AnyTool } from '../../../src/call/tool.ts'
import type { Journal } from '../../../src/journal/journal.ts'
import { memoryJournal } from '../../../src/journal/memory.ts'
import { sqliteJournal } from '../../../src/journal/sqlite/sqlite-journal.ts'
import { scriptedModel } from '../../../src/testing/index.ts'
import { createEngine } from '../../../src/turn/engine.ts'

const script = [{ calls: [{ id: 'c', name: 'ask' }] }, { text: 'Done.' }]

function agentOn(journal: Journal) {
  const engine = createEngine({ tools: [tool({ name: 'ask' }) as AnyTool], journal })
  const model = scriptedModel({ script })
  return { agent: createAgent({ engine, model }), model }
}

const later = (): number => Date.now() + 1_000

/** A run into which something was said before it had a message, and that waits for a result from outside. */
async function begin(journal: Journal): Promise<void> {
  const { agent } = agentOn(journal)
  const run = agent.run('Go.', { id: 'r' })
  for await (const { type } of run) if (type === 'request') await run.say('And be quick.')
  assert.equal((await run.result).outcome, 'waiting')
}

for (const kind of ['memory', 'sqlite'])
  describe(`what is said before the first message (${kind})`, () => {
    const inJournal = (name: string, check: (journal: Journal) => Promise<void>): void =>
      void test(name, async (context) => {
        if (kind === 'memory') return check(memoryJournal())
        const folder = await mkdtemp(join(tmpdir(), 'fanfold-'))
        context.after(() => rm(folder, { recursive: true }))
        const journal = await sqliteJournal(join(folder, 'j.db'))
        await check(journal).finally(() => journal.close())
      })

    inJournal('is kept as long as its run', async (journal) => {
      await begin(journal)
      assert.equal(await journal.prune({ beforeMs: later() }), 0)
      const { agent, model } = agentOn(journal)
      const results = [{ callId: 'c', output: 'yes' }]
      const { outcome, messages } = await agent.resume('r', { results }).result
      assert.deepEqual([outcome, model.requests.length], ['answered', 1])
      assert.equal(JSON.stringify(messages).split('And be quick.').length, 2)
    })

    inJournal('goes with its run', async (journal) => {
      await begin(journal)
      const run = agentOn(journal).agent.resume('r')
      run.cancel()
      assert.equal((await run.result).outcome, 'cancelled')
      assert.equal(await journal.prune({ beforeMs: later() }), 1)
      assert.deepEqual([await journal.run('r'), (await journal.turn('r.0')).size], [undefined, 0])
    })
  })

test('what is said before the calls with which a conversation was handed over leaves them to run', async () => {
  const journal = memoryJournal()
  let ran = 0
  const work = tool({ name: 'work', writes: 'w', execute: () => (ran += 1) }) as AnyTool
  const engine = createEngine({ tools: [work], journal })
  const model = scriptedModel({ script: [{ calls: [{ name: 'work' }] }, { text: 'Done.' }] })
  const agent = createAgent({ engine, model })
  const call = { id: 'c', type: 'function', function: { name: 'work', arguments: '{}' } } as const
  const run = agent.run(
    [
      { role: 'user', content: 'Go.' },
      { role: 'assistant', content: null, tool_calls: [call] },
    ],
    { id: 'r' },
  )
  await run.say('And be quick.')
  const { outcome, messages } = await run.result
  assert.deepEqual([outcome, ran], ['answered', 1])
  assert.ok(JSON.stringify(messages).includes('And be quick.'))
  assert.equal((await journal.run('r'))?.messages[0]?.calls.length, 1)
})
