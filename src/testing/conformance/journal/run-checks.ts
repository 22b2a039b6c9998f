import assert from 'node:assert/strict'
import type { Journal } from '../../../journal/journal.ts'
import { refuses, runEnded, runMessage, runStarted } from './records.ts'
import type { Requirement } from '../requirement.ts'
import type { CheckedJournal } from './checked-journal.ts'

const conflict = 'journal_conflict'

export const runChecks: readonly Requirement<CheckedJournal>[] = [
  {
    name: 'a journal keeps a run: its beginning, its messages in order, its end',
    async check({ journal }) {
      assert.equal(await journal.run('r'), undefined)
      await journal.append(runStarted('r'))
      await Promise.all([2, 1, 10].map((turn) => journal.append(runMessage('r', turn))))
      const messages = [1, 2, 10].map((turn) => runMessage('r', turn))
      assert.deepEqual(await journal.run('r'), { started: runStarted('r'), messages })
      await journal.append(runEnded('r'))
      const ended = { started: runStarted('r'), messages, ended: runEnded('r') }
      assert.deepEqual(await journal.run('r'), ended)
    },
  },
  {
    name: 'a journal keeps whose a run is, and inside which call it began, and lists that',
    async check({ journal, reopen }) {
      const inside = { turnId: 'main.1', callKey: '"c" \u{1F600}' }
      const agents = [{ name: 'support' }, { inside }, { name: 'billing', inside }, {}]
      for (const [at, agent] of agents.entries())
        await journal.append({ ...runStarted(`r${at}`), ...agent })
      const expectKept = async (kept: Journal): Promise<void> => {
        for (const [at, agent] of agents.entries())
          assert.deepEqual((await kept.run(`r${at}`))?.started, {
            ...runStarted(`r${at}`),
            ...agent,
          })
        const listed = (await kept.runs()).map(({ name, inside: call }) => [name, call])
        assert.deepEqual(
          listed,
          agents.map(({ name, inside: call }) => [name, call]),
        )
      }
      await expectKept(journal)
      if (reopen === undefined) return
      await journal.close()
      const again = await reopen()
      await expectKept(again).finally(() => again.close())
    },
  },
  {
    name: 'a journal keeps messages as they came: bytes, and whatever their fields are called',
    async check({ journal }) {
      const bytes = new Uint8Array([0, 1, 254, 255])
      const messages = [
        { bytes, $bytes: 'AAAA', nested: { $plain: [['a', 1]], $bytes: [bytes] } },
        { text: '{"$bytes":"x"}', none: null, list: [[], {}], toJSON: 1 },
        JSON.parse('{"__proto__":{"a":1}}') as object,
      ]
      await journal.append({ ...runStarted('r'), messages })
      await journal.append({ ...runMessage('r', 1), messages: [{ bytes: Buffer.from(bytes) }] })
      const run = await journal.run('r')
      assert.deepEqual(run?.started.messages, messages)
      assert.deepEqual(run?.messages[0]?.messages, [{ bytes }])
    },
  },
  {
    name: 'a journal refuses a run that begins twice, and a message or an end of none',
    async check({ journal }) {
      await refuses(conflict, journal.append(runMessage('r', 1)))
      await refuses(conflict, journal.append(runEnded('r')))
      await journal.append(runStarted('r', 1))
      await refuses(conflict, journal.append(runStarted('r', 2)))
      await journal.append(runMessage('r', 1, 2))
      await refuses(conflict, journal.append(runMessage('r', 1, 3)))
      const run = await journal.run('r')
      assert.deepEqual([run?.started.atMs, run?.messages[0]?.atMs], [1, 2])
    },
  },
  {
    name: 'a journal lists its runs, the oldest first',
    async check({ journal }) {
      for (const runId of ['b', 'a']) await journal.append(runStarted(runId, runId === 'a' ? 5 : 1))
      await journal.append(runMessage('a', 1))
      await journal.append(runMessage('a', 2))
      await journal.append(runEnded('a', 9))
      assert.deepEqual(await journal.runs(), [
        { runId: 'b', format: 'anthropic', startedAtMs: 1, turns: 0 },
        {
          runId: 'a',
          format: 'anthropic',
          startedAtMs: 5,
          turns: 2,
          endedAtMs: 9,
          outcome: 'answered',
        },
      ])
    },
  },
  {
    name: 'a run that goes on after its end has not ended, and may end again',
    async check({ journal }) {
      await journal.append(runStarted('r'))
      await journal.append(runEnded('r', 3))
      await journal.append(runMessage('r', 1, 4))
      assert.equal((await journal.run('r'))?.ended, undefined)
      assert.equal((await journal.runs())[0]?.endedAtMs, undefined)
      await journal.append(runEnded('r', 5))
      await journal.append({ ...runEnded('r', 6), outcome: 'failed' })
      assert.deepEqual((await journal.run('r'))?.ended, { ...runEnded('r', 6), outcome: 'failed' })
    },
  },
]
