import assert from 'node:assert/strict'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, suite, test } from 'node:test'
import { createModelServer } from '../../src/testing/index.ts'
import { fanfold, start, toolsDirectory } from './fanfold.ts'

const { directory, remove } = toolsDirectory(`
  import { appendFileSync, existsSync } from 'node:fs'
  import { setTimeout as sleep } from 'node:timers/promises'
  // Notes that it ran, and ends once it is let go.
  export const held = {
    name: 'held',
    writes: 'account',
    execute: async () => {
      appendFileSync('ran', 'held ')
      while (!existsSync('go')) await sleep(5)
      return 'held'
    },
  }
  export const next = {
    name: 'next',
    writes: 'account',
    execute: () => void appendFileSync('ran', 'next '),
  }
  export const quick = { name: 'quick', reads: [], execute: () => 'done' }
  export const hangs = {
    name: 'hangs',
    execute: (_: object, { signal }: { signal: AbortSignal }) =>
      new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
  }
  // Does not listen to its signal, and says so if the process lives to hear it.
  export const deaf = {
    name: 'deaf',
    execute: () => new Promise(() => setTimeout(() => process.stderr.write('It woke up.'), 60_000)),
  }
  // Is given a second to end, as it declares that it writes, and uses it to press Ctrl-C again. A signal from outside
  // may take longer than that second where the machine is slow.
  export const again = {
    name: 'again',
    writes: 'a/b',
    execute: (_: object, { signal }: { signal: AbortSignal }) =>
      new Promise(() => signal.addEventListener('abort', () => process.emit('SIGINT'))),
  }
`)
after(remove)

async function interrupted(...names: string[]) {
  const server = await createModelServer({
    script: [{ calls: names.map((name) => ({ name })) }, { text: 'Too late.' }],
  })
  const argv = ['run', '-t', 'tools.ts', '-m', 'anthropic:m', '--base-url', server.anthropicBaseURL]
  const { child, saw, finished } = start([...argv, '--verbose', 'q'], { cwd: directory })
  await saw(`${names.at(-1)} started`)
  child.kill('SIGINT')
  const result = await finished
  await server.close()
  return { ...result, requests: server.requests.length }
}

suite('Ctrl-C', () => {
  test('once: every call gets its result, and the exit code is 130', async () => {
    const { code, stdout, stderr, requests } = await interrupted('quick', 'hangs')
    assert.equal(code, 130)
    assert.equal(stdout, '')
    assert.equal(requests, 1)
    assert.match(stderr, /Press Ctrl-C again to quit/)
    assert.match(stderr, /hangs cancelled after/)
    assert.match(stderr, /fanfold: Interrupted\. Finished before: quick\. Cancelled: hangs\.\n/)
  })

  test('once: a tool that does not listen does not keep the process alive', async () => {
    const { code, stderr } = await interrupted('deaf')
    assert.equal(code, 130)
    assert.match(stderr, /Cancelled: deaf\./)
    assert.doesNotMatch(stderr, /It woke up/)
  })

  test('twice: the process ends at once', async () => {
    const { code, stderr } = await interrupted('again')
    assert.equal(code, 130)
    assert.match(stderr, /Press Ctrl-C again to quit/)
    // It would say so once the tool's second of grace is over.
    assert.doesNotMatch(stderr, /Interrupted\./)
    assert.doesNotMatch(stderr, /again cancelled/)
  })
})

suite('a run that a journal keeps', () => {
  for (const [signal, exit] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)
    test(`on ${signal} stops here: what runs finishes, and --resume goes on with the rest`, async () => {
      const file = (name: string): string => join(directory, name)
      for (const name of ['go', 'ran']) rmSync(file(name), { force: true })
      const server = await createModelServer({
        script: [{ calls: [{ name: 'held' }, { name: 'next' }] }, { text: 'Done.' }],
      })
      const argv = ['run', '-t', 'tools.ts', '-m', 'anthropic:m', '--journal', `${signal}.db`]
      argv.push('--base-url', server.anthropicBaseURL)
      const { child, saw, finished } = start([...argv, '--verbose', 'q'], { cwd: directory })
      await saw('held started')
      child.kill(signal)
      await saw('Stopping here')
      // A process manager may send both. It does not ask a second time by that.
      child.kill('SIGHUP')
      writeFileSync(file('go'), '')
      const { code, stderr } = await finished
      assert.equal(code, exit)
      const [, runId = ''] = /--resume (\S+) in place of the question/.exec(stderr) ?? []
      assert.notEqual(runId, '', stderr)
      assert.equal(readFileSync(file('ran'), 'utf8'), 'held ')
      const again = await fanfold([...argv, '--resume', runId], { cwd: directory })
      assert.deepEqual([again.code, again.stdout.trim()], [0, 'Done.'], again.stderr)
      assert.equal(readFileSync(file('ran'), 'utf8'), 'held next ')
      assert.equal(server.requests.length, 2)
      await server.close()
    })
})
