import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, suite, test } from 'node:test'
import { createModelServer, type Script } from '../../src/testing/index.ts'
import { start, toolsDirectory } from './fanfold.ts'

const { directory: cwd, remove } = toolsDirectory(`
  export const a = { name: 'a', execute: () => 1 }
  export const hangs = { name: 'hangs', writes: 'x', execute: () => new Promise(() => setTimeout(() => {}, 60_000)) }
`)
after(remove)
mkdirSync(join(cwd, 'folder'))
writeFileSync(join(cwd, 'text.db'), 'no database')
writeFileSync(
  join(cwd, 'limited.ts'),
  `export const a = { name: 'a', limit: 'crm', execute: () => 1 }`,
)
writeFileSync(
  join(cwd, 'asks.ts'),
  `export const a = { name: 'a', needsApproval: true, execute: () => 1 }`,
)

const answers: Script = [{ text: 'Yes.' }]
const run = (...more: readonly string[]): string[] => ['run', '-m', 'anthropic:m', ...more]
const ask = (...more: readonly string[]): string[] => run('-t', 'tools.ts', ...more, 'q')

/** The exit codes that the guide promises. */
const table: [code: number, argv: readonly string[], says: RegExp, script?: Script][] = [
  [0, ask(), /1 request/],
  [0, ask('--journal', 'new.db'), /kept in new\.db/],
  [0, ['--help'], /^$/],
  [0, ['--version'], /^$/],
  [0, ['journal', 'list', '--help'], /^$/],
  [1, ask(), /rejected the request \(400\)/, [{ status: 400, message: 'no' }]],
  [1, ask(), /token limit/, [{ text: 'Ye', stop: 'length' }]],
  [1, ask('--max-turns', '1'), /limit of 1 turn /, () => ({ calls: [{ name: 'a' }] })],
  [1, ask('--deadline', '100'), /deadline of 100 ms/, [{ hang: true }]],
  [2, [], /^Usage/],
  [2, ['journal'], /^Usage/],
  [2, ask('--journal', 'no/such/j.db'), /the folder of the journal .*no\/such\/j\.db to exist/],
  [2, ask('--journal', 'folder'), /folder to be a journal/],
  [2, ask('--journal', 'text.db'), /text\.db to be a journal, but it is not a SQLite database/],
  [2, run('-t', 'tools.ts', '--journal', 'new.db', '--resume', 'x'), /no run "x" in new\.db/],
  [2, run('-t', 'tools.ts', '--resume', 'x'), /Expected --journal <file> beside --resume/],
  [2, run('-t', 'limited.ts', 'q'), /to define the limit "crm" of tool "a"\. Export it/],
  [2, run('-t', 'asks.ts', 'q'), /Expected --journal <file>, for tool "a" needs approval/],
  [2, ['journal', 'list', 'gone.db'], /no such file/],
  [2, ['journal', 'show', 'text.db', 'x'], /not a SQLite database/],
  [2, ['approve', 'folder'], /folder to be a journal/],
  [2, ['view', 'gone.jsonl'], /gone\.jsonl/],
  [2, ['worker', '-t', 'tools.ts'], /Expected --redis/],
  [2, ['audit', 'gone'], /gone/],
]

suite('exit codes', { concurrency: 2 }, () => {
  for (const [code, argv, says, script = answers] of table)
    test(`${code}: fanfold ${argv.join(' ')}`, async () => {
      const server = await createModelServer({ script })
      const env = { ANTHROPIC_BASE_URL: server.anthropicBaseURL }
      const finished = await start(argv, { cwd, env }).finished
      await server.close()
      assert.equal(finished.code, code, finished.stderr)
      assert.match(finished.stderr, says)
      if (code === 2) assert.equal(server.requests.length, 0, 'Nothing was run.')
    })

  for (const [signals, code] of [
    [['SIGINT'], 130],
    [['SIGTERM'], 143],
    [['SIGHUP', 'SIGTERM'], 143],
    [['SIGTERM', 'SIGINT'], 130],
    [['SIGINT', 'SIGTERM'], 143],
  ] as const)
    test(`${code}: ${signals.join(', then ')}`, async () => {
      const server = await createModelServer({ script: [{ calls: [{ name: 'hangs' }] }] })
      const env = { ANTHROPIC_BASE_URL: server.anthropicBaseURL }
      const { child, saw, finished } = start(ask('--journal', `${signals.join('-')}.db`), {
        cwd,
        env,
      })
      await saw('hangs started')
      for (const signal of signals) {
        child.kill(signal)
        await saw('Stopping here')
      }
      const { stderr, ...ended } = await finished
      await server.close()
      assert.equal(ended.code, code, stderr)
    })
})
