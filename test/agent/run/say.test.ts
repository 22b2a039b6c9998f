import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { UsageError } from '../../../src/call/errors/error.ts'
import { tool, type AnyTool } from '../../../src/call/tool.ts'
import type { Journal } from '../../../src/journal/journal.ts'
import { memoryJournal } from '../../../src/journal/memory.ts'
import { createEngine } from '../../../src/turn/engine.ts'
import { formatLab, formats } from '../formats.ts'

const script = [{ calls: [{ name: 'work' }] }, { text: 'First.' }, { text: 'Second.' }]

/** A tool that goes on until it is let go on. */
function world(journal?: Journal) {
  const started = Promise.withResolvers<void>()
  const done = Promise.withResolvers<void>()
  const work = tool({
    name: 'work',
    writes: 'w',
    execute: () => {
      started.resolve()
      return done.promise
    },
  }) as AnyTool
  const engine = createEngine({
    tools: [work, tool({ name: 'ask' }) as AnyTool],
    ...(journal && { journal }),
  })
  return { engine, started: started.promise, done: done.resolve }
}

function textOf(body: unknown): string {
  return JSON.stringify(body)
}

for (const format of formats)
  describe(`run.say (${format.name})`, () => {
    test('goes to the model after the results of the turn that runs, in order, where the provider wants it', async (context) => {
      const { engine, started, done } = world()
      const { agent, server } = await formatLab(context, format, script, engine)
      const run = agent.run('Go.')
      await run.say('And be quick.')
      await started
      const said = [run.say('Make it blue.'), run.say('No, red.')]
      done()
      await Promise.all(said)
      const { outcome } = await run.result
      assert.equal(outcome, 'answered')
      assert.equal(server.requests.length, 2)
      const [first, second] = server.requests.map(({ body }) => textOf(body))
      assert.ok(first?.includes('And be quick.'))
      assert.ok(first?.includes('Make it blue.') === false)
      const at = (text: string): number => second?.indexOf(text) ?? -1
      assert.ok(at('And be quick.') > 0)
      assert.ok(at('And be quick.') < at('Make it blue.') && at('Make it blue.') < at('No, red.'))
      const events = []
      for await (const event of run)
        if (event.type === 'said') events.push([event.turn, event.text])
      assert.deepEqual(events, [
        [1, 'And be quick.'],
        [2, 'Make it blue.'],
        [2, 'No, red.'],
      ])
    })

    test('is kept, and taken at the same place where the run is resumed', async (context) => {
      const journal = memoryJournal()
      const first = world({ ...journal })
      const one = await formatLab(context, format, script, first.engine)
      const run = one.agent.run('Go.', { id: 'r' })
      await run.say('And be quick.')
      await first.started
      await run.say('Make it blue.')
      run.suspend({ withinMs: 1 })
      assert.equal((await run.result).outcome, 'suspended')

      const second = world({ ...journal })
      second.done()
      const two = await formatLab(context, format, script, second.engine)
      const next = two.agent.resume('r')
      const { outcome } = await next.result
      assert.equal(outcome, 'answered')
      const [body] = two.server.requests.map((request) => textOf(request.body))
      assert.equal(body?.split('Make it blue.').length, 2)
      assert.ok(body.indexOf('And be quick.') < body.indexOf('Make it blue.'))
      // Another process, once more: everything stands where it stood.
      const third = await formatLab(context, format, script, world({ ...journal }).engine)
      const again = await third.agent.resume('r').result
      assert.deepEqual([again.outcome, third.server.requests.length], ['answered', 0])
      assert.equal(textOf(again.messages).split('Make it blue.').length, 2)
    })

    for (const early of [undefined, 'At once.'])
      test(`right after the run is taken up has its place in it (before: ${early})`, async (context) => {
        const journal = memoryJournal()
        const calls = [{ name: 'work' }]
        const steps = [{ calls }, { calls }, { text: 'Done.' }]
        const start = async (free: boolean) => {
          const one = world({ ...journal })
          if (free) one.done()
          return { ...one, ...(await formatLab(context, format, steps, one.engine)) }
        }
        const first = await start(true)
        const run = first.agent.run('Go.', { id: 'r' })
        if (early !== undefined) await run.say(early)
        for await (const event of run)
          if (event.type === 'message' && event.turn === 2) run.suspend({ withinMs: 0 })
        assert.equal((await run.result).outcome, 'suspended')

        const second = (await start(false)).agent.resume('r')
        const said = second.say('Stop, use the other account.')
        void second.say('And be quick.')
        await said
        second.suspend({ withinMs: 0 })
        assert.equal((await second.result).outcome, 'suspended')

        const third = await start(true)
        const { outcome, messages } = await third.agent.resume('r').result
        assert.equal(outcome, 'answered')
        const text = textOf(messages)
        const places = ['Stop, use the other account.', 'And be quick.'].map((one) =>
          text.indexOf(one),
        )
        assert.ok(places[0]! > 0 && places[0]! < places[1]!, text)
        for (const one of ['Stop, use the other account.', 'And be quick.', early ?? 'Go.'])
          assert.equal(text.split(one).length, 2, `${one} in ${text}`)
      })
  })

describe('run.say', () => {
  const [anthropic] = formats

  test('after the answer has begun leads to another request instead of the end', async (context) => {
    const { engine, done } = world()
    done()
    const { agent, server } = await formatLab(context, anthropic!, script, engine)
    const run = agent.run('Go.')
    for await (const event of run)
      if (event.type === 'message' && event.turn === 2) void run.say('One more thing.')
    const { text, outcome, stats } = await run.result
    assert.deepEqual([text, outcome, stats.requests], ['Second.', 'answered', 3])
    assert.ok(textOf(server.requests[2]?.body).includes('One more thing.'))
  })

  test('counts towards maxTurns', async (context) => {
    const { engine, done } = world()
    done()
    const { agent } = await formatLab(context, anthropic!, script, engine, { maxTurns: 2 })
    const run = agent.run('Go.')
    const said: Promise<unknown>[] = []
    for await (const event of run)
      if (event.type === 'message' && event.turn === 2)
        said.push(run.say('One more thing.').catch((error: unknown) => error))
    const { outcome, warnings } = await run.result
    assert.equal(outcome, 'max-turns')
    assert.match(warnings.join(), /came too late/)
    assert.equal(((await said[0]) as { code: string }).code, 'run_over')
  })

  test('to a run that has ended is an error that says so', async (context) => {
    const { engine, done } = world()
    done()
    const { agent } = await formatLab(context, anthropic!, script, engine)
    const run = agent.run('Go.')
    await assert.rejects(run.say(''), UsageError)
    await assert.rejects(run.say(7 as never), /Expected `text` of run.say to be a non-empty string/)
    await run.result
    await assert.rejects(run.say('Too late.'), {
      code: 'run_over',
      message: /has ended \(answered\)/,
    })
  })

  test('without a journal is lost, and said to be, if the run ends before it is taken', async (context) => {
    const { engine, started } = world()
    const { agent } = await formatLab(context, anthropic!, script, engine)
    const run = agent.run('Go.')
    await started
    const said = run.say('Make it blue.')
    run.cancel()
    const { outcome, warnings } = await run.result
    assert.equal(outcome, 'cancelled')
    assert.match(warnings.join(), /What was said to the run \(a message\) came too late/)
    await assert.rejects(said, { code: 'run_over' })
  })

  test('reaches the one run that several have joined, and a run that waits once it goes on', async (context) => {
    const journal = memoryJournal()
    const { engine, started, done } = world(journal)
    const { agent, server } = await formatLab(
      context,
      anthropic!,
      [{ calls: [{ name: 'work' }, { name: 'ask', id: 'q' }] }, { text: 'Done.' }],
      engine,
    )
    const runs = [agent.run('Go.', { id: 'r' }), agent.run('Go.', { id: 'r' })]
    await started
    await runs[1]!.say('Make it blue.')
    const results = [{ callId: 'q', output: 'yes' }]
    const next = agent.resume('r', { results })
    await next.say('And quick.')
    done()
    assert.equal((await runs[0]!.result).outcome, 'waiting')
    assert.equal((await next.result).outcome, 'answered')
    const [, { body } = { body: {} }] = server.requests
    const text = textOf(body)
    assert.ok(text.indexOf('Make it blue.') > 0)
    assert.ok(text.indexOf('Make it blue.') < text.indexOf('And quick.'))
  })

  test('fails as the journal does', async (context) => {
    const journal = memoryJournal()
    const failing: Journal = {
      ...journal,
      append: (record) =>
        'callKey' in record && record.callKey.startsWith('say:')
          ? Promise.reject(new Error('The disk is full.'))
          : journal.append(record),
    }
    const { engine, started, done } = world(failing)
    const { agent } = await formatLab(context, anthropic!, script, engine)
    const run = agent.run('Go.')
    await started
    await assert.rejects(run.say('Make it blue.'), /The disk is full/)
    done()
    await assert.rejects(run.result, { code: 'journal' })
  })
})
