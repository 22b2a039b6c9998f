import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import type { JournalFault } from '../../../src/journal/fault.ts'
import { FileClient } from '../../../src/journal/sqlite/file-client.ts'
import { rowOf } from '../../../src/journal/sqlite/row.ts'
import { asked, refuses } from '../../../src/testing/conformance/journal/records.ts'
import { newFolder } from './folder.ts'

const { file, remove } = newFolder()
after(remove)

describe("the thread that has a journal's file", () => {
  it('leaves nobody waiting who has asked it something when it ends, or asks it later', async () => {
    const faults: JournalFault[] = []
    const client = new FileClient(file, {
      onCommitted: () => {},
      onFailed: (fault) => faults.push(fault),
    })
    const opened = { path: file, mode: 'engine', atMs: 0, simulated: { commitMs: 2_000 } } as const
    await client.ask({ type: 'open', file: opened })
    const row = rowOf(asked('t', 'a'))
    client.append({ rows: [row], heard: 0 })
    const waiting = refuses('journal_io', client.ask({ type: 'runs' }))
    await client.terminate()
    await waiting
    await refuses('journal_io', client.ask({ type: 'runs' }))
    client.append({ rows: [row], heard: 0 })
    assert.deepEqual(
      faults.map(({ code }) => code),
      ['journal_io', 'journal_io'],
    )
    await client.terminate()
  })

  it('is not given half of what was appended: what cannot be handed over ends it', async () => {
    const faults: JournalFault[] = []
    const client = new FileClient(file, {
      onCommitted: () => {},
      onFailed: (fault) => faults.push(fault),
    })
    const values = [() => {}] as unknown as string[]
    client.append({ rows: [{ kind: 'call.asked', values }], heard: 0 })
    assert.match(faults[0]?.message ?? '', /could not be handed to its thread: .*Open it again/)
    await refuses('journal_io', client.ask({ type: 'runs' }))
    await client.terminate()
  })
})
