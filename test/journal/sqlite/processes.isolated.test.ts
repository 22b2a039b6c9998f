import assert from 'node:assert/strict'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { after, describe, it } from 'node:test'
import { pathToFileURL } from 'node:url'
import { sqliteJournal } from '../../../src/sqlite.ts'
import { seededRandom } from '../../../src/testing/random.ts'
import { requireBuild } from '../../repo/entries.ts'
import { root } from '../../repo/files.ts'
import { runNode } from '../../repo/run-node.ts'
import { killAll, startChild, type Child } from './child.ts'
import { newFolder } from './folder.ts'
import { patienceMs } from '../../support/until.ts'

const folders: ReturnType<typeof newFolder>[] = []

function newFile(): string {
  const folder = newFolder()
  folders.push(folder)
  return folder.file
}

async function opened(...args: readonly string[]): Promise<Child> {
  const child = startChild(...args)
  assert.equal(await child.line(), 'opened')
  return child
}

describe('a journal and processes', { timeout: 4 * patienceMs }, () => {
  after(() => {
    killAll()
    for (const folder of folders) folder.remove()
  })

  it('loses nothing that was acknowledged to kill -9, and keeps no record without those before it', async () => {
    const file = newFile()
    const random = seededRandom(7)
    let kept = 0
    let acknowledged = 0
    for (let round = 0; round < 20; round += 1) {
      const child = await opened('append', file, String(kept))
      await sleep(1 + random() * 60)
      await child.kill()
      const said = child.lines.slice(1).map(Number)
      assert.deepEqual(
        said,
        said.map((_, at) => kept + at),
        'acknowledged out of order',
      )
      acknowledged += said.length
      const journal = await sqliteJournal(file)
      const turn = await journal.turn('t')
      await journal.close()
      assert.deepEqual(
        [...turn.keys()],
        [...turn.keys()].map((_, at) => `c${at}`),
      )
      assert.ok(
        turn.size >= kept + said.length,
        `${kept + said.length} acknowledged, ${turn.size} kept`,
      )
      kept = turn.size
    }
    assert.ok(acknowledged > 200, `only ${acknowledged} in all`)
  })

  it('has one engine: not while another lives, frozen or not; at once when that is killed', async () => {
    const file = newFile()
    const holder = await opened('hold', file)
    const refused = (error: { code: string; message: string }): boolean => {
      assert.equal(error.code, 'journal_in_use')
      assert.match(
        error.message,
        new RegExp(`in use by process ${holder.process.pid} on \\S+, since 20`),
      )
      assert.ok(error.message.includes(file))
      return true
    }
    await assert.rejects(sqliteJournal(file), refused)
    holder.process.kill('SIGSTOP')
    await sleep(50)
    await assert.rejects(sqliteJournal(file), refused)
    await holder.kill()
    const journal = await sqliteJournal(file)
    const second = startChild('open', file)
    assert.match(await second.line(), new RegExp(`^journal_in_use .* process ${process.pid} on `))
    await journal.close()
  })

  it('lets one of many in that come at one time', async () => {
    const file = newFile()
    const children = Array.from({ length: 6 }, () => startChild('hold', file))
    const lines = await Promise.all(children.map((child) => child.line()))
    for (const child of children) await child.kill()
    assert.equal(lines.filter((line) => line === 'opened').length, 1, lines.join('\n'))
    for (const line of lines) assert.match(line, /^opened$|^journal_in_use /)
  })

  it('brings a decision of another process to the engine that waits for it', async () => {
    const file = newFile()
    const engine = startChild('ask', file)
    assert.equal(await engine.line(), 'asked')
    const [person, decision] = [startChild('decide', file), engine.line()]
    assert.equal(await person.line(), 'decided')
    assert.equal(await decision, '{"decision":"deny","reason":"No."}')
    const late = startChild('decide', file)
    assert.match(await late.line(), /^journal_conflict .* decided already \(deny\)/)
  })

  it('keeps its process alive while a record is on its way, and no longer', async () => {
    const child = startChild('idle', newFile())
    const [code] = (await once(child.process, 'close')) as [number]
    assert.deepEqual([code, child.lines], [0, ['kept']])
  })

  it('runs as it is built, and says nothing of its own accord', async () => {
    requireBuild()
    const file = JSON.stringify(newFile())
    const built = pathToFileURL(join(root, 'dist/sqlite.js')).href
    const ended = await runNode([
      '--input-type=module',
      '-e',
      `
      const { sqliteJournal } = await import('${built}')
      const journal = await sqliteJournal(${file})
      const call = { turnId: 't', callKey: 'a', name: 'pay', input: '{}' }
      await journal.append({ kind: 'call.asked', ...call, atMs: 1 })
      console.log((await journal.questions()).length)
      await journal.close()`,
    ])
    assert.deepEqual(ended, { code: 0, stdout: '1\n', stderr: '' })
  })
})
