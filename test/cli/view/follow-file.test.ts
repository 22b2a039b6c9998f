import assert from 'node:assert/strict'
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { followFile } from '../../../src/cli/view/follow-file.ts'
import { sleep, systemClock } from '../../../src/util/clock.ts'

test('lines come once they are complete, and anew if the file is begun anew', async (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'fanfold-follow-'))
  context.after(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'run.jsonl')
  const euro = Buffer.from('€')
  const stop = new AbortController()
  writeFileSync(path, 'one\ntw')
  const lines = followFile(path, systemClock, stop.signal)
  const next = async (): Promise<unknown> => (await lines.next()).value
  assert.deepEqual(await next(), { number: 1, text: 'one' })
  appendFileSync(path, 'o\nthree ')
  assert.deepEqual(await next(), { number: 2, text: 'two' })
  const third = next()
  appendFileSync(path, euro.subarray(0, 1))
  await sleep(systemClock, 150)
  appendFileSync(path, Buffer.concat([euro.subarray(1), Buffer.from('\n')]))
  assert.deepEqual(await third, { number: 3, text: 'three €' })
  writeFileSync(path, 'new\n')
  assert.deepEqual(await next(), { number: 1, text: 'new' })
  const none = next()
  stop.abort()
  assert.equal(await none, undefined)
})
