import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { isDeepStrictEqual } from 'node:util'
import { FileClient } from '../../../src/journal/sqlite/file-client.ts'
import { PendingRecords } from '../../../src/journal/sqlite/pending-records.ts'
import { sqliteJournal } from '../../../src/sqlite.ts'
import {
  asked,
  refuses,
  runMessage,
  runStarted,
  settled,
  started,
} from '../../../src/testing/conformance/journal/records.ts'
import { newFolder } from './folder.ts'

const { folder, remove } = newFolder()
after(remove)

const content = 'zw\u00f6lf "Boxk\u00e4mpfer" \u20ac\n'.repeat(300_000)
const result = { status: 'ok', content, value: { text: content }, attempts: 1 } as const
const pieces = Math.floor(content.length / 2 ** 19)

/** Notes each turn of the event loop until it is told to end. */
function watchTurns(log: string[]): () => void {
  let ends = false
  const turn = (): void => {
    log.push('turn')
    if (!ends) setImmediate(turn)
  }
  setImmediate(turn)
  return () => {
    ends = true
  }
}

describe('a record with a long text', () => {
  it('leaves piece by piece, and the event loop turns between', async () => {
    const log: string[] = []
    const pending = new PendingRecords(
      'a file',
      ({ rows }) => {
        log.push('sent')
        pending.commit(rows.length, [])
      },
      () => log.push('piece'),
    )
    const end = watchTurns(log)
    await pending.append({ ...settled('t', 'a'), result })
    end()
    assert.equal(log.filter((what) => what === 'piece').length, 2 * (pieces + 1))
    assert.ok(!log.some((what, at) => what === 'piece' && log[at + 1] === 'piece'))
  })

  it('comes back piece by piece', async () => {
    const client = new FileClient(join(folder, 'one.db'), {
      onCommitted: () => {},
      onFailed: () => {},
    })
    const file = { path: join(folder, 'one.db'), mode: 'engine', atMs: 0, simulated: {} } as const
    const journal = await sqliteJournal(file.path)
    await journal.append({ ...settled('t', 'a'), result })
    assert.ok(isDeepStrictEqual((await journal.turn('t')).get('a')?.result, result))
    await journal.close()
    await client.ask({ type: 'open', file })
    const [row] = await client.ask({ type: 'turn', turnId: 't' })
    assert.ok((row?.result ?? '').length < 300)
    assert.equal(row?.texts?.length, 2)
    const piece = await client.ask({ type: 'piece', text: row?.texts?.[0] ?? 0, from: 0 })
    assert.deepEqual([piece.text.length, piece.ends], [2 ** 19, false])
    await client.ask({ type: 'close' })
    await client.terminate()
  })

  it('keeps its place in the order, and what becomes of it is said of those that follow', async () => {
    const path = join(folder, 'two.db')
    const journal = await sqliteJournal(path)
    const order: string[] = []
    const append = (record: Parameters<typeof journal.append>[0], name: string): Promise<unknown> =>
      journal.append(record).then(() => order.push(name))
    const appends = [
      append(started('t', 'a'), 'start'),
      append({ ...settled('t', 'a'), result }, 'long'),
    ]
    await Promise.resolve()
    appends.push(append(settled('t', 'b'), 'after'))
    await new Promise((resolve) => setImmediate(resolve))
    appends.push(append(asked('u', 'c'), 'later'))
    await Promise.all(appends)
    assert.deepEqual(order, ['start', 'long', 'after', 'later'])
    const again = refuses('journal_conflict', journal.append({ ...settled('t', 'a'), result }))
    await new Promise((resolve) => setImmediate(resolve))
    const follows = refuses('journal_conflict', journal.append(settled('t', 'd')))
    const elsewhere = journal.append(settled('u', 'd'))
    await Promise.all([again, follows, elsewhere])
    await journal.append(settled('t', 'd'))
    await journal.close()
  })

  it('is kept when the journal is closed at once, of a run too', async () => {
    const path = join(folder, 'three.db')
    const journal = await sqliteJournal(path)
    const messages = [
      { role: 'user', content },
      { role: 'user', content: [{ text: content }] },
    ]
    const appends = [
      journal.append({ ...runStarted('r'), messages }),
      journal.append({ ...runMessage('r', 1), messages }),
      journal.append({ ...settled('r-1', 'a'), result }),
    ]
    await Promise.all([...appends, journal.close()])
    const again = await sqliteJournal(path)
    const run = await again.run('r')
    assert.ok(isDeepStrictEqual(run?.started.messages, messages))
    assert.ok(isDeepStrictEqual(run?.messages[0]?.messages, messages))
    assert.ok(isDeepStrictEqual((await again.turn('r-1')).get('a')?.result, result))
    const reading = refuses('journal_closed', again.turn('r-1'))
    await again.close()
    await reading
  })
})
