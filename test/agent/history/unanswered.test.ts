import { readHistory } from '../../../src/wire/shared/history/history.ts'
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { tool, type AnyTool } from '../../../src/call/tool.ts'
import type { Journal } from '../../../src/journal/journal.ts'
import { memoryJournal } from '../../../src/journal/memory.ts'
import type { Engine } from '../../../src/turn/contract.ts'
import { createEngine } from '../../../src/turn/engine.ts'
import { formatLab, formats, type Said } from '../formats.ts'

const [a, b, c]: readonly Said[] = ['a', 'b', 'c'].map((id) => ({
  id: `call_${id}`,
  name: `tool_${id}`,
  input: { of: id },
})) as [Said, Said, Said]

/** Tools that write down that they ran. */
function world(journal?: Journal): { log: string[]; engine: Engine } {
  const log: string[] = []
  const tools = [a, b, c].map((call) =>
    tool({
      name: call!.name,
      writes: call!.name,
      execute: ({ of }) => {
        log.push(String(of))
        return `ran ${String(of)}`
      },
    }),
  ) as AnyTool[]
  return { log, engine: createEngine({ tools, ...(journal && { journal }) }) }
}

/** How often a text stands in what the model is sent. */
function count(body: unknown, text: string): number {
  return JSON.stringify(body).split(text).length - 1
}

for (const format of formats)
  describe(`agent.run(messages) with calls without a result (${format.name})`, () => {
    test('runs those of the last message, and asks the model once they have their results', async (context) => {
      const { log, engine } = world()
      const { server, agent, user } = await formatLab(context, format, answers(2), engine)
      const messages = [user('Go.'), ...format.asks([a!, b!])]
      const { outcome, text, turns, messages: after } = await agent.run(messages).result
      assert.deepEqual([outcome, text], ['answered', 'Done.'])
      assert.deepEqual(log.toSorted(), ['a', 'b'])
      assert.equal(turns[0]?.results.length, 2)
      const [{ body } = { body: {} }] = server.requests
      assert.equal(count(body, 'ran a'), 1)
      assert.equal(count(body, 'ran b'), 1)
      // What it ends with can be handed over again.
      await agent.run([...after, user('Again.')]).result
      assert.equal(log.length, 2)
    })

    test('keeps the results that are there, and runs only the others', async (context) => {
      const { log, engine } = world()
      const { server, agent, user } = await formatLab(context, format, answers(), engine)
      const messages = [
        user('Go.'),
        ...format.asks([a!, b!, c!]),
        ...format.answers([a!, c!], 'given before'),
      ]
      assert.equal((await agent.run(messages).result).outcome, 'answered')
      assert.deepEqual(log, ['b'])
      const [{ body } = { body: {} }] = server.requests
      assert.equal(count(body, 'given before'), 2)
      assert.equal(count(body, 'ran b'), 1)
      const order = ['given before', 'ran b', 'given before']
      let from = 0
      for (const said of order) {
        from = JSON.stringify(body).indexOf(said, from + 1)
        assert.ok(from > 0, said)
      }
    })

    test('answers older ones by saying that nothing is known of them, each in its place', async (context) => {
      const { log, engine } = world()
      const { server, agent, user } = await formatLab(context, format, answers(4), engine)
      const messages = [
        user('Go.'),
        ...format.asks([a!]),
        user('Hello?'),
        ...format.asks([{ ...a!, id: 'call_2' }, b!]),
        ...format.answers([b!], 'given before'),
        ...format.says('I wait.'),
        user('Go on.'),
      ]
      const { outcome, warnings } = await agent.run(messages).result
      assert.deepEqual([outcome, log], ['answered', []])
      const [{ body } = { body: {} }] = server.requests
      assert.equal(count(body, 'there is no record of whether it ran'), 2)
      assert.equal(count(body, 'given before'), 1)
      assert.equal(warnings.filter((one) => /calls without a result: tool_a/.test(one)).length, 2)
    })

    test('does not run calls when the user has spoken since: they may not be wanted any more', async (context) => {
      const { log, engine } = world()
      const { server, agent, user } = await formatLab(context, format, answers(2), engine)
      const messages = [user('Go.'), ...format.asks([a!, b!]), user('Stop, do not do that.')]
      assert.equal((await agent.run(messages).result).outcome, 'answered')
      assert.deepEqual(log, [])
      const [{ body } = { body: {} }] = server.requests
      assert.equal(count(body, 'there is no record of whether it ran'), 2)
      assert.ok(JSON.stringify(body).includes('Stop, do not do that.'))
    })

    test('leaves a conversation alone that has all its results', async (context) => {
      const { engine } = world()
      const { server, agent, user } = await formatLab(context, format, answers(2), engine)
      const messages = [
        user('Go.'),
        ...format.asks([a!, b!]),
        ...format.answers([a!, b!], 'given before'),
      ]
      const { messages: after, warnings } = await agent.run(messages).result
      assert.equal(server.requests.length, 1)
      for (const [at, message] of messages.entries()) assert.equal(after[at], message)
      assert.deepEqual(warnings, [])
    })

    test('sends names that the provider refuses in a form that it takes', async (context) => {
      const { log, engine } = world()
      const { agent, user } = await formatLab(context, format, answers(3), engine)
      const odd: Said = { id: 'call_odd', name: 'get the weather!' }
      const messages = [
        user('Go.'),
        ...format.asks([{ ...odd, id: 'call_older' }]),
        ...format.answers([{ ...odd, id: 'call_older' }], 'No such tool.'),
        ...format.asks([odd, a!]),
      ]
      // Ollama takes any name.
      const { outcome, turns, warnings } = await agent.run(messages).result
      assert.equal(outcome, 'answered')
      assert.deepEqual(
        turns[0]?.results.map(({ status }) => status),
        ['failed', 'ok'],
      )
      assert.deepEqual(log, ['a'])
      if (format.name !== 'ollama')
        assert.match(warnings[0] ?? '', /^messages\[1\] \(and .*names a tool/)
    })

    test('goes on in another process with what had run, and runs it once', async (context) => {
      const journal = memoryJournal()
      const crash = Promise.withResolvers<void>()
      let crashed = false
      const dying: Journal = {
        ...journal,
        append: (record) =>
          crashed || (record.kind === 'run.message' && record.turn > 0)
            ? ((crashed = true), crash.resolve(), new Promise(() => {}))
            : journal.append(record),
      }
      const first = world(dying)
      const messages = [...format.asks([a!, b!, c!]), ...format.answers([b!], 'given before')]
      const lab = await formatLab(context, format, answers(), first.engine)
      const all = [lab.user('Go.'), ...messages]
      void lab.agent.run(all, { id: 'r' })
      await crash.promise
      const second = world({ ...journal })
      const next = await formatLab(context, format, answers(), second.engine)
      for (const run of [next.agent.run(all, { id: 'r' }), next.agent.resume('r')])
        assert.equal((await run.result).outcome, 'answered')
      assert.deepEqual([first.log.toSorted(), second.log], [['a', 'c'], []])
      const [{ body } = { body: {} }] = next.server.requests
      assert.deepEqual(
        [count(body, 'ran a'), count(body, 'given before'), count(body, 'ran c')],
        [1, 1, 1],
      )
      assert.equal(next.server.requests.length, 1)
    })
  })

/** The model answers whenever it is asked. */
function answers(turns = 1) {
  return Array.from({ length: Math.max(6, turns) }, () => ({ text: 'Done.' }))
}

test('a conversation may hold anything: what is no message stays for the provider to refuse', async (context) => {
  for (const format of formats) {
    const { engine } = world()
    const { server } = await formatLab(context, format, answers(), engine)
    const { codec } = format.model(server)
    for (const junk of [
      null,
      1,
      'text',
      [],
      {},
      { role: 'assistant' },
      { role: 'assistant', content: [null, 1] },
    ])
      for (const messages of [
        [junk],
        [junk, ...format.asks([a!]), junk],
        [...format.asks([a!]), junk],
      ])
        assert.doesNotThrow(
          () =>
            readHistory(messages as never[], codec as never, {
              isTool: () => true,
              lost: ((one: object) => ({ ...one, status: 'unknown', content: 'x' })) as never,
            }),
          format.name,
        )
  }
})
