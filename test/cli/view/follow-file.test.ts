import assert from 'node:assert/strict'
import { appendFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite, test, type TestContext } from 'node:test'
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

/** A trace of so many lines, the last of which is not complete. */
function traceOf(id: string, lines: number): string {
  const header = JSON.stringify({ type: 'trace', version: 1, id, of: 'run' })
  return `${[header, ...Array.from({ length: lines - 1 }, (_, n) => `${id} ${n}`)].join('\n')}\nhalf`
}

function follow(context: TestContext, text: string) {
  const folder = mkdtempSync(join(tmpdir(), 'fanfold-follow-'))
  const path = join(folder, 'run.jsonl')
  writeFileSync(path, text)
  const stop = new AbortController()
  const lines = followFile(path, systemClock, stop.signal)
  context.after(() => {
    stop.abort()
    rmSync(folder, { recursive: true })
  })
  const next = async (count: number): Promise<unknown[]> => {
    const got: unknown[] = []
    while (got.length < count) got.push((await lines.next()).value)
    return got
  }
  return { path, next }
}

const numbered = (text: string): unknown[] =>
  text
    .split('\n')
    .slice(0, -1)
    .map((line, at) => ({ number: at + 1, text: line }))

suite('a trace that another one takes the place of', () => {
  const sizes = [
    ['shorter', 5, 2],
    ['as long', 5, 5],
    ['longer', 2, 50],
    ['longer than what is compared', 500, 2_000],
  ] as const
  for (const [how, before, after] of sizes)
    for (const way of ['written over it', 'renamed to its name'] as const)
      test(`is followed from its beginning: ${how}, ${way}`, async (context) => {
        const { path, next } = follow(context, traceOf('old', before))
        assert.deepEqual(await next(before), numbered(traceOf('old', before)))
        const text = traceOf('new', after)
        if (way === 'written over it') writeFileSync(path, text)
        else {
          writeFileSync(`${path}.new`, text)
          renameSync(`${path}.new`, path)
        }
        assert.deepEqual(await next(after), numbered(text))
        appendFileSync(path, ' whole\n')
        assert.deepEqual(await next(1), [{ number: after + 1, text: 'half whole' }])
      })

  test('is waited for while there is none', async (context) => {
    const { path, next } = follow(context, traceOf('old', 3))
    await next(3)
    rmSync(path)
    const later = next(4)
    // Long enough for it to be looked for in vain.
    await sleep(systemClock, 250)
    writeFileSync(path, traceOf('new', 4))
    assert.deepEqual(await later, numbered(traceOf('new', 4)))
  })

  test('that is back as it was goes on', async (context) => {
    const { path, next } = follow(context, traceOf('old', 3))
    await next(3)
    renameSync(path, `${path}.away`)
    const later = next(1)
    await sleep(systemClock, 250)
    renameSync(`${path}.away`, path)
    appendFileSync(path, ' whole\n')
    assert.deepEqual(await later, [{ number: 4, text: 'half whole' }])
  })
})
