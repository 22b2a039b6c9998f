import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, suite, test } from 'node:test'
import { promisify } from 'node:util'
import { createModelServer } from '../../src/testing/index.ts'
import { bin, fanfold, start, toolsDirectory } from './fanfold.ts'

const { directory, remove } = toolsDirectory(`
  export const edit = { name: 'edit', writes: () => 'a.txt', execute: () => 'edited' }
`)
after(remove)

const path = (name: string): string => join(directory, name)

suite('fanfold view', () => {
  test('shows a run from its trace and from its journal: as a page, as text, for Chrome', async () => {
    const script = [{ calls: [{ name: 'edit' }, { name: 'edit' }] }, { text: 'Done.' }]
    const server = await createModelServer({ script })
    const model = ['-t', 'tools.ts', '-m', 'anthropic:m', '--base-url', server.url]
    const kept = ['--trace', 'run.jsonl', '--journal', 'run.db']
    const ran = await fanfold(['run', ...model, ...kept, 'Edit', 'it'], { cwd: directory })
    await server.close()
    assert.equal(ran.code, 0, ran.stderr)
    for (const from of ['run.jsonl', 'run.db']) {
      const page = await fanfold(['view', from, '--out', 'page.html'], { cwd: directory })
      assert.equal(page.code, 0, page.stderr)
      assert.match(page.stdout, /^Wrote page\.html \(\d+ kB\)\.\n$/)
      assert.match(readFileSync(path('page.html'), 'utf8'), /^<!doctype html>/i)
      const text = await fanfold(['view', from, '--text'], { cwd: directory })
      assert.equal(text.stdout.match(/[├└] edit/g)?.length, 2, text.stdout)
      const chrome = await fanfold(['view', from, '--chrome', 'out.json'], { cwd: directory })
      assert.equal(chrome.code, 0)
      const { traceEvents } = JSON.parse(readFileSync(path('out.json'), 'utf8'))
      assert.ok(traceEvents.length > 5)
    }
    const beside = await fanfold(['view', 'run.jsonl'], { cwd: directory })
    assert.match(beside.stdout, /^Wrote run\.html /)
  })

  test('gives all of a long output to a reader who takes his time', async () => {
    const lines = [
      { type: 'trace', version: 1, id: 'r', of: 'run', startedAtMs: 0 },
      { type: 'request', turn: 1, atMs: 0 },
      ...Array.from({ length: 100 }, () => ({ type: 'text', text: 'x'.repeat(5_000), atMs: 1 })),
    ]
    writeFileSync(path('long.jsonl'), lines.map((line) => JSON.stringify(line)).join('\n'))
    // He takes one character when it comes, and the others a second later.
    const reader = 'dd bs=1 count=1 2>/dev/null | cat >/dev/null; sleep 1; tail -c 20'
    const piped = `'${process.execPath}' '${bin}' view long.jsonl --out - | (${reader})`
    const { stdout } = await promisify(execFile)('sh', ['-c', piped], { cwd: directory })
    assert.match(stdout, /<\/html>\s*$/)
  })

  test('follows a run under way until Ctrl-C', async () => {
    writeFileSync(path('live.jsonl'), '{"type":"trace","version":1,"id":"r","of":"run"}\n')
    const { child, finished } = start(['view', 'live.jsonl', '--live'], { cwd: directory })
    const [printed] = (await once(child.stdout as NodeJS.EventEmitter, 'data')) as [string]
    const url = /http:\S+\//.exec(printed)?.[0] ?? ''
    assert.match(await (await fetch(url)).text(), /<html/)
    const again = ['view', 'live.jsonl', '--live', '--port', new URL(url).port]
    const taken = await fanfold(again, { cwd: directory })
    assert.equal(taken.code, 1)
    assert.match(
      taken.stderr,
      /^fanfold: Cannot serve the page on port \d+: something else is served there\. Give another --port <n>; .*\n$/,
    )
    child.kill('SIGINT')
    assert.equal((await finished).code, 0)
  })

  const wrong: readonly (readonly [string[], RegExp])[] = [
    [['nothing.jsonl'], /Expected a trace or a journal, got nothing\.jsonl: ENOENT/],
    [['tools.ts'], /Expected tools\.ts to be a trace/],
    [['tools.ts', 'run_1'], /Expected a journal before the run run_1/],
    [['run.jsonl', '--text', '--live'], /Expected one of .*, got --text and --live/],
    [['run.jsonl', '--port', '80'], /Expected --live beside --port/],
    [['run.jsonl', '--live', '--port', 'x'], /Expected a port, 0 to 65535/],
    [['run.db', 'run_9'], /Expected a run of run\.db, got run_9/],
  ]
  for (const [argv, message] of wrong)
    test(`says what it wants: ${argv.join(' ')}`, async () => {
      const { code, stderr } = await fanfold(['view', ...argv], { cwd: directory })
      assert.equal(code, 2, stderr)
      assert.match(stderr, message)
    })
})
