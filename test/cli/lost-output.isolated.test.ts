import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, suite, test } from 'node:test'
import { createModelServer } from '../../src/testing/index.ts'
import { until } from '../support/until.ts'
import { bin, fanfold, start, toolsDirectory } from './fanfold.ts'
import { atTerminal, withoutTerminal } from './pseudo-terminal.ts'

const { directory, remove } = toolsDirectory(`
  import { appendFileSync, existsSync } from 'node:fs'
  import { setTimeout as sleep } from 'node:timers/promises'
  // Talks until it is let go, and notes that it came to its end.
  export const talks = {
    name: 'talks',
    writes: 'account',
    execute: async ({ name }: { name: string }) => {
      while (!existsSync(name + '.go')) {
        console.log('still here')
        await sleep(10)
      }
      appendFileSync(name + '.ran', 'talked')
      return 'talked'
    },
  }
  export const asks = { name: 'asks', writes: 'other', needsApproval: true, execute: () => 'asked' }
  export const next = {
    name: 'next',
    writes: 'account',
    execute: ({ name }: { name: string }) => void appendFileSync(name + '.ran', ', next'),
  }
`)
after(remove)

const path = (name: string): string => join(directory, name)

/** The arguments of a run of the two tools, one after the other, that a journal keeps. */
async function kept(name: string, tools: readonly string[] = ['talks', 'next']) {
  const script = [
    { calls: tools.map((tool) => ({ name: tool, input: { name } })) },
    { text: 'Done.' },
  ]
  const server = await createModelServer({ script })
  after(() => server.close())
  const model = ['-t', 'tools.ts', '-m', 'anthropic:m', '--base-url', server.anthropicBaseURL]
  return ['run', ...model, '--journal', `${name}.db`, 'q']
}

/** What runs ends, and the rest can go on later. */
async function expectSuspended(name: string): Promise<void> {
  assert.equal(readFileSync(path(`${name}.ran`), 'utf8'), 'talked')
  const { stdout } = await fanfold(['journal', 'list', `${name}.db`], { cwd: directory })
  assert.match(stdout, /goes on, or died/)
}

/** As a shell would run it, with its streams as they are said there. */
function shell(line: string): Promise<{ code: unknown; stderr: string }> {
  return new Promise((resolve) => {
    execFile('sh', ['-c', line], { cwd: directory }, (error, _stdout, stderr) =>
      resolve({ code: error === null ? 0 : error.code, stderr }),
    )
  })
}

suite('a run whose output is lost', () => {
  test('stops as on a signal when nobody reads it any more: what runs finishes', async () => {
    const { child, saw, finished } = start(await kept('pipe'), { cwd: directory })
    await saw('still here')
    child.stderr?.destroy()
    child.stdout?.destroy()
    await new Promise((resolve) => setTimeout(resolve, 100))
    assert.equal(child.exitCode, null, 'It lives on, for a call is under way.')
    writeFileSync(path('pipe.go'), '')
    assert.equal((await finished).code, 141)
    await expectSuspended('pipe')
  })

  test('so it does when its terminal is closed', { skip: withoutTerminal }, async (context) => {
    const argv = await kept('terminal', ['asks', 'talks', 'next'])
    const { child, saw } = atTerminal(context, argv, { cwd: directory })
    await saw('still here')
    await saw('Press y or n')
    child.kill('SIGKILL')
    await new Promise((resolve) => setTimeout(resolve, 100))
    writeFileSync(path('terminal.go'), '')
    await until(() => existsSync(path('terminal.ran')))
    await until(() => !existsSync(path('terminal.db-wal')))
    await expectSuspended('terminal')
  })
})

suite('standard output on a full disk', { skip: !existsSync('/dev/full') }, () => {
  test('is said in one sentence by a run that has an answer', async () => {
    writeFileSync(path('full.go'), '')
    const argv = await kept('full')
    for (const more of [['--quiet'], ['--quiet', '--json']]) {
      const words = [process.execPath, bin, ...argv, ...more].map((word) => `'${word}'`)
      const { code, stderr } = await shell(`${words.join(' ')} >/dev/full`)
      assert.equal(
        stderr,
        'fanfold: Cannot write to standard output: ENOSPC: no space left on device, write.\n',
      )
      assert.equal(code, 1)
    }
  })

  test('is said in one sentence by what only prints', async () => {
    const { code, stderr } = await shell(`'${process.execPath}' '${bin}' --help >/dev/full`)
    assert.equal(
      stderr,
      'fanfold: Cannot write to standard output: ENOSPC: no space left on device, write.\n',
    )
    assert.equal(code, 1)
  })
})

test('what only prints ends without a word when nobody reads it any more', async () => {
  const lines = Array.from({ length: 20_000 }, () => ({ type: 'text', text: 'x', atMs: 1 }))
  const header = { type: 'trace', version: 1, id: 'r', of: 'run', startedAtMs: 0 }
  writeFileSync(
    path('long.jsonl'),
    [header, ...lines].map((each) => JSON.stringify(each)).join('\n'),
  )
  const piped = `('${process.execPath}' '${bin}' view long.jsonl --out -; echo $? >&2) | head -c 1`
  assert.deepEqual(await shell(piped), { code: 0, stderr: '0\n' })
})
