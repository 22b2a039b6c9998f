import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { pathToFileURL } from 'node:url'
import { requireBuild } from '../repo/entries.ts'
import { root } from '../repo/files.ts'
import { runNode, type Ended } from '../repo/run-node.ts'

const handle = pathToFileURL(join(root, 'src/place/thread/handle.ts')).href
const lab = pathToFileURL(join(root, 'test/place/thread/lab.ts')).href
const waiting = pathToFileURL(join(root, 'test/support/until.ts')).href

/** Runs a script in which `place` is a new place. */
function script(lines: string, flags: readonly string[] = []): Promise<Ended> {
  const head =
    `import { createThreadExecutor } from '${handle}'\n` +
    `import { contextOf, threadTool } from '${lab}'\n` +
    `import { until } from '${waiting}'\n` +
    `const place = createThreadExecutor({ maxThreads: 2, idleTimeoutMs: 3_600_000 })\n`
  return runNode([...flags, '--input-type=module', '-e', head + lines])
}

const run = (exportName: string): string =>
  `await place.run(threadTool('${exportName}'), { ms: 100, text: 'waited' }, contextOf())`

describe('a process with threads', () => {
  it('is kept alive by a call in a thread, but not by an idle thread', async () => {
    const ended = await script(`
      console.log(${run('execute')})
      place.run(threadTool('wait'), { ms: 300, text: 'waited' }, contextOf()).then(console.log)`)
    assert.deepEqual(ended, { code: 0, stdout: 'execute\nwaited\n', stderr: '' })
  })

  it('runs as it is built', async () => {
    requireBuild()
    const built = pathToFileURL(join(root, 'dist/index.js')).href
    const ended = await script(`
      const { createEngine } = await import('${built}')
      const engine = createEngine({ tools: [threadTool('execute')] })
      const { results } = await engine.execute([{ id: 'c1', name: 'execute', input: {} }])
      console.log(results[0].value)
      await engine.close()`)
    assert.deepEqual(ended, { code: 0, stdout: 'execute\n', stderr: '' })
  })

  it('says what to install where piscina is missing', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'fanfold-no-peer-'))
    try {
      cpSync(join(root, 'src'), join(folder, 'src'), { recursive: true })
      cpSync(join(root, 'package.json'), join(folder, 'package.json'))
      const there = pathToFileURL(join(folder, 'src/place/thread/handle.ts')).href
      const code = `import { createThreadExecutor } from '${there}'
        try { createThreadExecutor() } catch (error) { console.log(error.name, error.message) }`
      const ended = await runNode(['--input-type=module', '-e', code], { cwd: folder })
      assert.match(
        ended.stdout,
        /^UsageError .*`runsIn: 'thread'`.* npm install "piscina@\^5\.0\.0"\n$/,
      )
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })

  it('fails a call for which no thread comes up, rather than let it wait', async () => {
    const preload = `import { isMainThread } from 'node:worker_threads'
      if (!isMainThread) process.exit(7)`
    const ended = await script(
      `try { ${run('execute')} } catch (error) { console.log(error.code, error.message) }`,
      ['--import', `data:text/javascript,${encodeURIComponent(preload)}`],
    )
    assert.match(ended.stdout, /^thread_start execute was not run: no thread for it came up/)
    assert.equal(ended.code, 0)
  })

  it('does not keep what a call carried along when its thread came up', async () => {
    const ended = await script(
      `
      import { AsyncLocalStorage } from 'node:async_hooks'
      const storage = new AsyncLocalStorage()
      const kept = []
      const call = async (carried) => {
        kept.push(new WeakRef(carried))
        await storage.run(carried, async () => ${run('execute')})
      }
      for (let round = 0; round < 3; round += 1) await call({ round })
      await until(() => {
        gc()
        return kept.every((ref) => ref.deref() === undefined)
      })
      console.log('nothing is kept')`,
      ['--expose-gc'],
    )
    assert.deepEqual(ended, { code: 0, stdout: 'nothing is kept\n', stderr: '' })
  })
})
