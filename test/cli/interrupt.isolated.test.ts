import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { createModelServer } from '../../src/testing/index.ts'
import { start, toolsDirectory } from './fanfold.ts'

const { directory, remove } = toolsDirectory(`
  export const quick = { name: 'quick', reads: [], execute: () => 'done' }
  export const hangs = {
    name: 'hangs',
    execute: (_: object, { signal }: { signal: AbortSignal }) =>
      new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
  }
  // Neither listens to its signal; the second is given a second to end, as it declares that it writes.
  export const deaf = { name: 'deaf', execute: () => new Promise((resolve) => setTimeout(resolve, 60_000)) }
  export const writes = { ...deaf, name: 'deaf_write', writes: 'a/b' }
`)
after(remove)

async function interrupted(names: string[], times: number) {
  const server = await createModelServer({
    script: [{ calls: names.map((name) => ({ name })) }, { text: 'Too late.' }],
  })
  const argv = ['run', '-t', 'tools.ts', '-m', 'anthropic:m', '--base-url', server.anthropicBaseURL]
  const { child, saw, finished } = start([...argv, '--verbose', 'q'], { cwd: directory })
  await saw(`${names.at(-1)} started`)
  const startedMs = performance.now()
  child.kill('SIGINT')
  await saw('Press Ctrl-C again')
  if (times > 1) child.kill('SIGINT')
  const result = await finished
  await server.close()
  return { ...result, requests: server.requests.length, tookMs: performance.now() - startedMs }
}

suite('Ctrl-C', () => {
  test('once: every call gets its result, and the exit code is 130', async () => {
    const { code, stdout, stderr, requests } = await interrupted(['quick', 'hangs'], 1)
    assert.equal(code, 130)
    assert.equal(stdout, '')
    assert.equal(requests, 1)
    assert.match(stderr, /hangs cancelled after/)
    assert.match(stderr, /fanfold: Interrupted\. Finished before: quick\. Cancelled: hangs\.\n/)
  })

  test('once: a tool that does not listen does not keep the process alive', async () => {
    const { code, stderr, tookMs } = await interrupted(['deaf'], 1)
    assert.equal(code, 130)
    assert.match(stderr, /Cancelled: deaf\./)
    assert.ok(tookMs < 20_000, `${tookMs} ms`)
  })

  test('twice: the process ends at once', async () => {
    const { code, stderr } = await interrupted(['deaf_write'], 2)
    assert.equal(code, 130)
    // It would say so once the tool's second of grace is over.
    assert.doesNotMatch(stderr, /Interrupted\./)
    assert.doesNotMatch(stderr, /deaf_write cancelled/)
  })
})
