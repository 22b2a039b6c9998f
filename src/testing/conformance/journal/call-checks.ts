import assert from 'node:assert/strict'
import { asked, settled, started } from './records.ts'
import type { Requirement } from '../requirement.ts'
import type { CheckedJournal } from './checked-journal.ts'

export const callChecks: readonly Requirement<CheckedJournal>[] = [
  {
    name: 'a journal keeps all of a call: its start, its result, its times',
    async check({ journal }) {
      await journal.append(started('t', 'a', 1))
      await journal.append(settled('t', 'a', 2))
      const { kind: _start, atMs: startedAtMs, ...start } = started('t', 'a', 1)
      const { result, atMs: settledAtMs } = settled('t', 'a', 2)
      const call = { ...start, startedAtMs, starts: 1, settledAtMs, result }
      assert.deepEqual(await journal.turn('t'), new Map([['a', call]]))
    },
  },
  {
    name: 'a journal keeps inside which call a turn began, as the first record of each of its calls says',
    async check({ journal }) {
      const inside = { turnId: 'main.1', callKey: 'c' }
      const first = [started('t', 'started'), settled('t', 'settled'), asked('t', 'asked')]
      for (const record of first) await journal.append({ ...record, inside })
      for (const record of first)
        await journal.append({ ...record, callKey: `${record.callKey} outside` })
      const other = { turnId: 'main.2', callKey: 'd' }
      for (const call of ['started', 'asked', 'started outside', 'asked outside'])
        await journal.append({ ...settled('t', call), inside: other })
      const kept = [...(await journal.turn('t')).values()].map((call) => call.inside)
      assert.deepEqual(kept, [inside, inside, inside, undefined, undefined, undefined])
    },
  },
  {
    name: 'a journal keeps a result without a start, and a start without a result',
    async check({ journal }) {
      await Promise.all([
        journal.append(settled('t', 'read')),
        journal.append(started('t', 'write')),
      ])
      const turn = await journal.turn('t')
      assert.deepEqual([...turn.keys()], ['read', 'write'])
      assert.equal(turn.get('read')?.startedAtMs, undefined)
      assert.equal(turn.get('read')?.result?.status, 'ok')
      assert.equal(turn.get('write')?.startedAtMs, 1)
      assert.equal(turn.get('write')?.result, undefined)
    },
  },
  {
    name: 'a journal keeps an error as a result, and content in parts',
    async check({ journal }) {
      const content = [
        { type: 'text', text: 'ü \u0000 \ud83d\ude00' },
        { type: 'image', data: 'aGk=', mediaType: 'image/png' },
      ] as const
      const error = { code: 'http_503', message: 'Down.' }
      const result = { status: 'failed', content, error, attempts: 3 } as const
      await journal.append({ ...settled('t', 'a'), result })
      assert.deepEqual((await journal.turn('t')).get('a')?.result, result)
    },
  },
  {
    name: 'a journal has nothing of a turn of which nothing was appended',
    async check({ journal }) {
      await journal.append(started('t', 'a'))
      assert.deepEqual(await journal.turn('T'), new Map())
      assert.deepEqual(await journal.turn(''), new Map())
    },
  },
  {
    name: 'a journal tells the calls of two turns apart, whatever their ids are made of',
    async check({ journal }) {
      const ids = ['t', 't/a', "t'; --", 't\n', '\u{1F600}', ' t', '__proto__', 'constructor']
      await Promise.all(ids.flatMap((t) => ids.map((c) => journal.append(settled(t, c)))))
      for (const t of ids)
        assert.deepEqual([...(await journal.turn(t)).keys()].toSorted(), ids.toSorted())
    },
  },
  {
    name: 'a journal acknowledges records in the order in which they were appended',
    async check({ journal }) {
      const order: number[] = []
      const appends: Promise<unknown>[] = []
      for (let n = 0; n < 300; n += 1) {
        appends.push(journal.append(settled('t', `c${n}`)).then(() => order.push(n)))
        // Some in one moment, some later.
        if (n % 7 === 0) await Promise.resolve()
        if (n % 50 === 0) await appends.at(-1)
      }
      await Promise.all(appends)
      assert.deepEqual(order, [...order.keys()])
      assert.deepEqual(
        [...(await journal.turn('t')).keys()],
        order.map((n) => `c${n}`),
      )
    },
  },
  {
    name: 'a journal tells of all that was appended before it was asked, acknowledged or not',
    async check({ journal }) {
      const appended = [journal.append(started('t', 'a')), journal.append(settled('t', 'a'))]
      const asked = journal.turn('t')
      const late = journal.append(settled('t', 'b'))
      assert.equal((await asked).get('a')?.result?.status, settled('t', 'a').result.status)
      await Promise.all([...appended, late])
    },
  },
  {
    name: 'a journal keeps what a record was when it was appended, whatever becomes of it',
    async check({ journal }) {
      const record = settled('t', 'a')
      const value = { list: [1] }
      const appended = journal.append({ ...record, result: { ...record.result, value } })
      value.list.push(2)
      await appended
      const read = (await journal.turn('t')).get('a')?.result?.value as typeof value
      read.list.push(3)
      assert.deepEqual((await journal.turn('t')).get('a')?.result?.value, { list: [1] })
    },
  },
  {
    name: 'a journal has what was acknowledged when it is opened again',
    async check({ journal, reopen }) {
      if (reopen === undefined) return
      await Promise.all([journal.append(started('t', 'a')), journal.append(settled('t', 'a'))])
      const before = await journal.turn('t')
      await journal.close()
      const again = await reopen()
      try {
        assert.deepEqual(await again.turn('t'), before)
        await again.append(started('t', 'b'))
        assert.equal((await again.turn('t')).size, 2)
      } finally {
        await again.close()
      }
    },
  },
]
