import assert from 'node:assert/strict'
import { existsSync, linkSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, suite, test } from 'node:test'
import { createModelServer } from '../../src/testing/index.ts'
import { fanfold, start, toolsDirectory } from './fanfold.ts'

const { directory: cwd, remove } = toolsDirectory(`
  export const look = { name: 'look', writes: 'x', execute: () => 'seen' }
  export const hangs = { name: 'hangs', writes: 'y', execute: () => new Promise(() => setTimeout(() => {}, 60_000)) }
`)
after(remove)

const path = (name: string): string => join(cwd, name)
const bytes = (name: string): string => readFileSync(path(name), 'latin1')

suite('what a command writes', () => {
  test('takes the place of nothing that it reads, and of no file of another kind', async () => {
    const script = () => ({ text: 'Done.' })
    const server = await createModelServer({ script })
    after(() => server.close())
    const model = [
      '-t',
      'tools.ts',
      '-m',
      'anthropic:m',
      '--base-url',
      server.anthropicBaseURL,
      '-q',
    ]
    const run = ['run', ...model, '--journal', 'run.db', 'q']
    const traced = [...run, '--trace', 'run.jsonl']
    assert.equal((await fanfold(traced, { cwd })).code, 0)
    assert.equal((await fanfold(traced, { cwd })).code, 0, 'It replaces its own trace.')
    linkSync(path('run.db'), path('linked.db'))
    writeFileSync(path('notes.md'), 'Notes.')
    writeFileSync(path('run.html'), '<!doctype html>\n<title>Mine</title>')
    writeFileSync(path('servers.json'), '{"mcpServers":{}}')
    const asked = server.requests.length

    const read = /to be another file than .*, which is read: it would be lost/
    const other = /to be a new file, an empty one, or .* is something else, which would be lost/
    const refused: [file: string, says: RegExp, argv: string[]][] = [
      ['run.db', read, [...run, '--trace', 'run.db']],
      ['linked.db', read, [...run, '--trace', './linked.db']],
      ['run.db.lock', read, [...run, '--trace', 'run.db.lock']],
      ['tools.ts', read, [...run, '--trace', 'tools.ts']],
      ['notes.md', other, [...run, '--trace', 'notes.md']],
      ['run.db', read, ['view', 'run.db', '--out', 'run.db']],
      ['run.jsonl', read, ['view', 'run.jsonl', '--chrome', 'run.jsonl']],
      ['notes.md', other, ['view', 'run.jsonl', '--out', 'notes.md']],
      ['run.html', other, ['view', 'run.jsonl']],
      ['run.jsonl', read, ['audit', 'run.jsonl', '--out', 'run.jsonl']],
      ['run.db', other, ['audit', 'run.jsonl', '--out', 'run.db']],
      ['servers.json', read, ['mcp', '--config', 'servers.json', '--log', 'servers.json']],
      ['notes.md', other, ['mcp', '--config', 'servers.json', '--log', 'notes.md']],
    ]
    for (const [file, says, argv] of refused) {
      const before = bytes(file)
      const { code, stderr } = await fanfold(argv, { cwd })
      assert.equal(code, 2, `${argv.join(' ')}: ${stderr}`)
      assert.match(stderr, says)
      assert.equal(bytes(file), before, argv.join(' '))
    }
    assert.equal(server.requests.length, asked)

    // Pages replace pages, of either command.
    for (const argv of [
      ['view', 'run.jsonl', '--out', 'page.html'],
      ['audit', 'run.jsonl', '--out', 'page.html'],
      ['view', 'run.jsonl', '--out', 'page.html'],
    ])
      assert.equal((await fanfold(argv, { cwd })).code, 0, argv.join(' '))
  })

  test('has a place before anything is read: a folder that is there, and a file in it', async () => {
    const trace = { type: 'trace', version: 1, id: 'r', of: 'run', startedAtMs: 0 }
    writeFileSync(path('short.jsonl'), `${JSON.stringify(trace)}\n`)
    writeFileSync(path('none.json'), '{"mcpServers":{}}')
    mkdirSync(path('folder'))
    const writers = [
      ['view', 'short.jsonl', '--out'],
      ['view', 'short.jsonl', '--chrome'],
      ['audit', 'short.jsonl', '--out'],
      ['mcp', '--config', 'none.json', '--log'],
    ]
    for (const argv of writers)
      for (const [place, says] of [
        ['no/such/file', /in a folder that is there, got no\/such\/file/],
        ['none.json/file', /in a folder that is there/],
        ['folder', /to be a file, got folder, which is a folder/],
      ] as const) {
        const { code, stdout, stderr } = await fanfold([...argv, place], { cwd })
        assert.deepEqual([code, stdout], [2, ''], `${argv.join(' ')} ${place}: ${stderr}`)
        assert.match(stderr, says)
      }
  })

  const full = { skip: !existsSync('/dev/full') }
  test(
    'is not all that is lost if it cannot be written: what an audit found is said',
    full,
    async () => {
      const argv = ['audit', 'short.jsonl', '--out', '/dev/full']
      const { code, stdout, stderr } = await fanfold(argv, { cwd })
      assert.equal(code, 1, stderr)
      assert.match(stdout, /^1 run/)
      assert.match(stderr, /Cannot write the report to \/dev\/full: ENOSPC/)
    },
  )

  test('is standard output if it is called -, and then nothing else is', async () => {
    const page = await fanfold(['audit', 'short.jsonl', '--out', '-'], { cwd })
    assert.match(page.stdout, /^<!doctype html>[^]*<\/html>\s*$/i)
    const both = await fanfold(['audit', 'short.jsonl', '--out', '-', '--json'], { cwd })
    assert.deepEqual([both.code, both.stdout], [2, ''])
    assert.equal(existsSync(path('-')), false)
  })

  test('is not begun by a command that is refused', async () => {
    const script = [{ calls: [{ name: 'look' }] }, { calls: [{ name: 'hangs' }] }]
    const server = await createModelServer({ script })
    after(() => server.close())
    const model = ['-t', 'tools.ts', '-m', 'anthropic:m', '--base-url', server.anthropicBaseURL]
    const run = ['run', ...model, '--journal', 'held.db', '--trace', 'held.jsonl']
    const { child, saw, finished } = start([...run, 'q'], { cwd })
    await saw('hangs started')
    const before = bytes('held.jsonl')
    assert.match(before, /^\{"type":"trace"/)
    const second = await fanfold([...run, 'q'], { cwd })
    assert.match(second.stderr, /held\.db/)
    assert.notEqual(second.code, 0)
    assert.ok(bytes('held.jsonl').startsWith(before))
    child.kill('SIGINT')
    child.kill('SIGTERM')
    await finished
    const kept = bytes('held.jsonl')
    const typo = await fanfold([...run, '--resume', 'typo'], { cwd })
    assert.equal(typo.code, 2, typo.stderr)
    assert.equal(bytes('held.jsonl'), kept)
  })
})
