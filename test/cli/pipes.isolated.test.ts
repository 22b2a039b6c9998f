import assert from 'node:assert/strict'
import { execFile, execFileSync, spawn } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { after, suite, test } from 'node:test'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { bin, fanfold, toolsDirectory } from './fanfold.ts'

const { directory: cwd, remove } = toolsDirectory('')
after(remove)

const at = { turnId: 'r/1', callId: 'a', index: 0, name: 'look', atMs: 0 }
const timing = { receivedMs: 0, startedMs: 0, settledMs: 1, runMs: 1, waits: [] }
const result = { id: 'a', name: 'look', status: 'ok', content: 'seen', attempts: 1, timing }
const events = [
  { ...at, type: 'call.received', call: { id: 'a', name: 'look', input: {} } },
  { ...at, type: 'call.settled', result },
]
const lines = [
  { type: 'trace', version: 1, id: 'r', of: 'run', startedAtMs: 0 },
  { type: 'request', turn: 1, atMs: 0 },
  { type: 'message', turn: 1, stop: { kind: 'tools', message: '' }, usage: {}, atMs: 1 },
  ...events.map((event) => ({ type: 'turn', turn: 1, atMs: 1, event })),
  { type: 'end', atMs: 5, outcome: 'answered' },
]
const path = (name: string): string => join(cwd, name)
const trace = lines.map((line) => `${JSON.stringify(line)}\n`).join('')
writeFileSync(path('run.jsonl'), trace)
writeFileSync(path('run.jsonl.gz'), gzipSync(trace))

/** What a shell that knows `<(…)` makes of a command, with `fanfold` for ours. */
async function shell(script: string): Promise<string> {
  const fanfold = `fanfold() { '${process.execPath}' '${bin}' "$@"; }`
  const argv = ['-c', `set -o pipefail; ${fanfold}; ${script}`]
  const { stdout } = await promisify(execFile)('bash', argv, { cwd })
  return stdout
}

suite('what comes from a pipe is read like a file', { concurrency: 2 }, () => {
  const views = [
    'cat run.jsonl | fanfold view /dev/stdin --text',
    'fanfold view <(cat run.jsonl) --text',
    'fanfold view /dev/fd/0 --text < run.jsonl',
    // The first bytes come by themselves.
    '(head -c 3 run.jsonl; sleep 0.2; tail -c +4 run.jsonl) | fanfold view /dev/stdin --text',
  ]
  for (const script of views)
    test(script, async () => assert.match(await shell(script), /[├└] look/))

  const audits = [
    ['cat run.jsonl | fanfold audit /dev/stdin', /^1 run, 1 turn, 1 call$/m],
    ['fanfold audit <(cat run.jsonl)', /^1 run, 1 turn, 1 call$/m],
    ['fanfold audit <(cat run.jsonl) <(cat run.jsonl.gz) run.jsonl', /^3 runs, 3 turns, 3 calls$/m],
    ['cat run.jsonl.gz | fanfold audit /dev/stdin', /^1 run, 1 turn, 1 call$/m],
    [
      '(head -c 1 run.jsonl.gz; sleep 0.2; tail -c +2 run.jsonl.gz) | fanfold audit /dev/stdin',
      /^1 run, 1 turn, 1 call$/m,
    ],
    ['fanfold audit /dev/stdin < run.jsonl', /^1 run, 1 turn, 1 call$/m],
  ] as const
  for (const [script, says] of audits)
    test(script, async () => assert.match(await shell(script), says))

  test('standard input may be a socket, as other programs give it', async () => {
    const child = spawn(process.execPath, [bin, 'view', '/dev/stdin', '--text'])
    child.stdin.end(trace)
    assert.match(await text(child.stdout), /[├└] look/)
  })

  const refused = [
    ['fanfold view <(cat run.jsonl)', /Expected --out <file> \(- for standard output\), --text or/],
    ['fanfold view <(cat run.jsonl) --live', /Expected a file to follow, got .* read only once/],
    [
      'fanfold view <(printf "SQLite format 3\\0 and more") --text',
      /got a journal, which is read from its file/,
    ],
    ['fanfold view run.jsonl run_3 --live', /Expected a journal before the run run_3/],
  ] as const
  for (const [script, says] of refused)
    test(`is refused: ${script}`, async () => {
      const said = await shell(`${script} 2>&1; echo "ends with $?"`)
      assert.match(said, says)
      assert.match(said, /ends with 2/)
    })

  test('a pipe that lies among logs is not waited for', async () => {
    execFileSync('mkdir', ['logs'], { cwd })
    execFileSync('mkfifo', ['logs/pipe.jsonl'], { cwd })
    writeFileSync(path('logs/run.jsonl'), trace)
    const { code, stdout, stderr } = await fanfold(['audit', 'logs'], { cwd })
    assert.equal(code, 0, stderr)
    assert.match(stdout, /^1 run, 1 turn, 1 call$/m)
    assert.match(stderr, /pipe\.jsonl \(it is no file\) could not be opened/)
  })

  test('and - is where a trace for Chrome goes, too', async () => {
    const { traceEvents } = JSON.parse(await shell('fanfold view run.jsonl --chrome -'))
    assert.ok(traceEvents.length > 0)
    assert.equal(existsSync(path('-')), false)
    assert.equal(readFileSync(path('run.jsonl'), 'utf8'), trace)
  })
})
