import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { memoryJournal } from '../../../src/journal/memory.ts'
import { createEngine } from '../../../src/turn/engine.ts'
import { formatLab, formats } from '../formats.ts'
import { conversations, expectOnlyAdded, expectSameFrame } from '../notes/sent.ts'
import { always, lookups, never, onceALine, question, tools } from './willing.ts'

const cases = [
  // One, one, and then the other eight.
  { name: 'that heeds it', willing: always, turns: 3, lines: 1 },
  // Two after the line, which could have been one, show that it does not help.
  { name: 'that never heeds it', willing: never, turns: 10, lines: 1 },
  { name: 'that heeds it once', willing: onceALine, turns: 6, lines: 2 },
] as const

for (const format of formats)
  describe(`a coach (${format.name})`, () => {
    for (const { name, willing, turns, lines } of cases)
      test(`of a model ${name}: ${turns} messages instead of 10, ${lines} said`, async (context) => {
        const engine = createEngine({ tools: tools() })
        const options = { parallel: 'coach' } as const
        const { server, agent } = await formatLab(
          context,
          format,
          lookups(willing),
          engine,
          options,
        )
        const run = agent.run(question)
        const noted: string[] = []
        for await (const event of run) if (event.type === 'noted') noted.push(event.text)
        const result = await run.result
        assert.equal(result.outcome, 'answered')
        assert.deepEqual([result.turns.length, noted.length], [turns, lines])
        assert.match(
          noted[0] ?? '',
          /^\[.* look_up\({"plant":"amber"}\) and look_up\({"plant":"birch"}\)\. .*\]$/,
        )
        expectOnlyAdded(conversations(server))
        expectSameFrame(server)
        const encouraged = await formatLab(context, format, lookups(willing), engine)
        assert.equal((await encouraged.agent.run(question).result).turns.length, 10)
      })

    test('of a run that is resumed says the same again, and counts what it has said', async (context) => {
      const journal = memoryJournal()
      const lost = new Set([2, 4])
      const script = lookups(onceALine)
      if (typeof script !== 'function') throw new Error('It is a function.')
      const { server, agent } = await formatLab(
        context,
        format,
        (request) => (lost.delete(request.turn) ? { status: 500, times: 1 } : script(request)),
        createEngine({ tools: tools(), journal }),
        { parallel: 'coach' },
      )
      let result
      const outcomes: string[] = []
      for (let tries = 0; tries < 5 && outcomes.at(-1) !== 'answered'; tries += 1) {
        const run = tries === 0 ? agent.run(question, { id: 'r' }) : agent.resume('r')
        result = await run.result.catch(() => undefined)
        outcomes.push(result?.outcome ?? 'failed')
      }
      assert.equal(outcomes.at(-1), 'answered')
      const sent = conversations(server)
      // What was asked again was asked in the same words.
      expectOnlyAdded(sent)
      assert.equal((sent.at(-1) ?? '').split('needed nothing of each other').length - 1, 2)
    })
  })
