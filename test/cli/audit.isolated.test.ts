import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, suite, test } from 'node:test'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { fileOf } from '../repo/files.ts'
import { jsonLines, sessionLines, writeSessions } from './audit-project.ts'
import { fanfold, refused, said } from './fanfold.ts'

const directory = mkdtempSync(join(tmpdir(), 'fanfold-audit-'))
after(() => rmSync(directory, { recursive: true }))

/** Makes a folder of its own with these files. */
const folderOf = (name: string, files: Readonly<Record<string, string | Uint8Array>>): string => {
  const folder = join(directory, name)
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(folder, path, '..'), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
  return folder
}
const log = jsonLines(sessionLines())

interface Printed {
  readonly runs: number
  readonly turns: number
  readonly calls: number
  readonly mergeableTurns: { readonly lower: number; readonly upper: number }
  readonly savedRequests: number
  readonly savedMs: number
  readonly savedInputTokens: number
  readonly pairs: readonly {
    readonly run: string
    readonly turns: readonly [number, number]
    readonly mergeable: string
  }[]
}
const jsonOf = (text: string): Printed => JSON.parse(text) as Printed

suite('fanfold audit', { concurrency: 2 }, () => {
  const project = join(directory, 'project')
  writeSessions(project)

  test('shows one screen, as the guide has it', async () => {
    const screen = await said('audit', project)
    assert.ok(screen.split('\n').every((line) => line.length <= 80))
    assert.ok(screen.split('\n').length <= 40)
    const guide = fileOf('docs/guides/audit.md').text
    assert.ok(guide.includes(screen), `The guide has not this screen:\n${screen}`)
  })

  test('prints the pairs of each run as JSON', async () => {
    const printed = jsonOf(await said('audit', project, '--json'))
    const { runs, turns, calls, mergeableTurns, savedRequests, savedMs, savedInputTokens, pairs } =
      printed
    assert.deepEqual([runs, turns, calls, Object.keys(printed).length], [2, 7, 7, 8])
    assert.deepEqual(
      pairs.map(({ run, turns }) => `${run} ${turns.join()}`),
      ['keys.jsonl 0,1', 'keys.jsonl 1,2', 'keys.jsonl 2,3', 'keys.jsonl 3,4', 'pages.jsonl 0,1'],
    )
    assert.deepEqual(
      [pairs[0]?.mergeable, pairs[1]?.mergeable, pairs[4]?.mergeable],
      ['yes', 'yes', 'no'],
    )
    const ofKind = (...kinds: readonly string[]) =>
      pairs.filter(({ mergeable }) => kinds.includes(mergeable)).length
    assert.deepEqual(mergeableTurns, { lower: ofKind('yes'), upper: ofKind('yes', 'maybe') })
    assert.equal(savedRequests, 2)
    // Two answers of 4 s each, two of three reads of 4 s each that would lie beside the third, and their input.
    assert.deepEqual([savedMs, savedInputTokens], [16_000, 43_020])
  })

  test('writes a report that stands alone, with inputs only if asked for', async () => {
    const out = join(directory, 'report.html')
    await said('audit', project, '--out', out)
    const page = readFileSync(out, 'utf8')
    assert.match(page, /^<!doctype html>/)
    assert.match(page, /keys\.jsonl/)
    assert.doesNotMatch(page, /src\/keys|<script|https?:/)
    await said('audit', project, '--out', out, '--inputs')
    assert.match(readFileSync(out, 'utf8'), /src\/keys\/lane\.ts/)
  })

  test('what cannot be read is named in a sentence, and nothing else is lost by it', async () => {
    const cut = log.slice(0, -30)
    const folder = folderOf('mixed', {
      'good.jsonl': log,
      'broken.jsonl': log.replace('\n', '\nnot JSON\n'),
      'cut.jsonl': cut,
      'empty.jsonl': '',
      'package.json': '{ "name": "x" }',
      'notes.md': '# Notes',
      'packed.jsonl.gz': gzipSync(log),
      'packed.jsonl.zst': zstdCompressSync(log),
      'packed-cut.jsonl.gz': gzipSync(log + log).subarray(0, 400),
      'utf-16.jsonl': Buffer.from(`\ufeff${log}`, 'utf16le'),
      'bom.jsonl': `\ufeff${log}`,
    })
    symlinkSync(folder, join(folder, 'loop'))
    const { code, stdout, stderr } = await fanfold([
      'audit',
      folder,
      join(folder, 'none.jsonl'),
      '--json',
    ])
    assert.equal(code, 0)
    const lines = stderr.trimEnd().split('\n')
    const { pairs } = jsonOf(stdout)
    const runs = Object.groupBy(pairs, ({ run }) => run)
    for (const name of [
      'good.jsonl',
      'broken.jsonl',
      'packed.jsonl.gz',
      'packed.jsonl.zst',
      'utf-16.jsonl',
      'bom.jsonl',
    ])
      assert.equal(runs[name]?.length, 4, name)
    for (const [name, sentence] of [
      ['none.jsonl', /could not be opened\.$/],
      ['notes.md', /was not read: names of logs end in/],
      ['empty.jsonl', /is empty\.$/],
      ['package.json', /is of no known format\.$/],
      ['cut.jsonl', /cut off at (its end|their ends)/],
      [
        'broken.jsonl',
        /\(1, the first is line 2\) has lines that are not JSON; the others were read\.$/,
      ],
    ] as const)
      assert.ok(
        lines.some((line) => line.includes(name) && sentence.test(line)),
        `${name}: ${stderr}`,
      )
    assert.equal(lines.length, 6, stderr)
  })

  test('runs of one file are numbered, and files of one name are told apart', async () => {
    const conversation = {
      messages: ['a', 'b'].flatMap((id) => [
        {
          role: 'assistant',
          tool_calls: [{ id, function: { name: 'get', arguments: `{"id":"${id}"}` } }],
        },
        { role: 'tool', tool_call_id: id, content: 'x' },
      ]),
    }
    const folder = folderOf('names', {
      'one/log.jsonl': jsonLines([conversation, conversation]),
      'two/log.jsonl': jsonLines([conversation]),
    })
    const { runs, pairs } = jsonOf(await said('audit', folder, '--json'))
    assert.equal(runs, 3)
    assert.deepEqual(
      pairs.map(({ run }) => run),
      ['one/log.jsonl#0', 'one/log.jsonl#1', 'two/log.jsonl'],
    )
    // The same file, named twice.
    const file = join(folder, 'two/log.jsonl')
    assert.equal(jsonOf(await said('audit', file, file, '--json')).runs, 1)
  })

  test('ends with 2 only if nothing could be read', async () => {
    const folder = folderOf('nothing', { 'a.txt': 'x', 'b.json': '[1, 2]' })
    const { code, stdout, stderr } = await fanfold(['audit', folder])
    assert.deepEqual([code, stdout], [2, ''])
    assert.match(stderr, /b\.json is of no known format\./)
    assert.match(stderr, /Expected logs of a model's tool calls, found none\./)
    assert.match(await refused(2, 'audit'), /Missing required argument 'path'/)
  })
})
