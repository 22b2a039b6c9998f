import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { pathToFileURL } from 'node:url'
import { contextOf, threads, threadTool } from './thread/lab.ts'

describe('the module of a tool in a thread', () => {
  const place = threads({ maxThreads: 1 })
  const folder = mkdtempSync(join(tmpdir(), 'fanfold-thread-'))
  after(() => rmSync(folder, { recursive: true, force: true }))

  const run = (
    exportName: string | undefined,
    extra?: { readonly name?: string },
    module?: string | URL,
  ) => place.run(threadTool(exportName, extra, module), { text: 'x' }, contextOf())

  it("is asked for the export of that name, else of the tool's, else `execute`, else the default", async () => {
    assert.equal(await run('execute'), 'execute')
    assert.equal(await run(undefined, { name: 'show' }).then((value) => typeof value), 'object')
    assert.equal(await run(undefined, { name: 'no_such_export' }), 'execute')
    assert.equal(
      await run(undefined, {}, new URL('./thread/by-default.ts', import.meta.url)),
      'default',
    )
  })

  it('may lack the export: the failure says which there are', async () => {
    await assert.rejects(run('missing'), {
      code: 'thread_module',
      message: /\(tools\.ts\) exports no function named missing\. It exports: answerAndDie, burn, /,
    })
    await assert.rejects(run('notAFunction'), { code: 'thread_module' })
    // By own property only.
    await assert.rejects(run('toString'), { code: 'thread_module' })
    const byDefault = new URL('./thread/by-default.ts', import.meta.url)
    await assert.rejects(run('missing', {}, byDefault), { message: /It exports: default\.$/ })
  })

  it('may not load: the failure says why', async () => {
    const broken = new URL('./thread/broken.ts', import.meta.url)
    await assert.rejects(run('x', {}, broken), {
      code: 'thread_module',
      message: 'The module of x (broken.ts) could not be loaded: top level',
    })
    const absent = new URL('./thread/absent.ts', import.meta.url)
    await assert.rejects(run('x', {}, absent), {
      code: 'thread_module',
      message: /\(absent\.ts\) could not be loaded: Cannot find module/,
    })
  })

  it('is found as it is built, if a build has left the name as it was', async () => {
    writeFileSync(join(folder, 'built.mjs'), 'export const execute = () => "built"')
    assert.equal(await run(undefined, {}, pathToFileURL(join(folder, 'built.mts'))), 'built')
    writeFileSync(join(folder, 'built.mts'), 'export const execute = (): string => "source"')
    const other = pathToFileURL(join(folder, 'built.mts'))
    other.searchParams.set('again', '1')
    assert.equal(await run(undefined, {}, other), 'source')
  })
})
