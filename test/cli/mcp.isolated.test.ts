import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { until } from '../support/until.ts'
import { fanfold, toolsDirectory } from './fanfold.ts'
import { bin, isAlive, startHost, testServer } from './mcp-host.ts'

const textOf = ({ content }: { readonly content: readonly { readonly text?: string }[] }): string =>
  content.map(({ text }) => text).join('')

suite('fanfold mcp', () => {
  test('ends with its host, and ends its servers', async () => {
    for (const how of ['stdin', 'SIGTERM'] as const) {
      const host = await startHost('version 2', { mcpServers: { up: testServer(2) } })
      const { structuredContent } = await host.call('up__stats')
      const server = structuredContent?.['pid'] as number
      void host.call('up__write').catch(() => {})
      await until(() => existsSync(join(host.directory, 'log')))
      if (how === 'stdin') void host.client.close()
      else process.kill(host.pid, 'SIGTERM')
      await until(() => !isAlive(host.pid) && !isAlive(server))
      await host.end()
    }
  })

  test('a second Ctrl-C ends it at once', async () => {
    const { directory, remove } = toolsDirectory('')
    // It takes seconds to be closed.
    const servers = { mcpServers: { slow: { command: 'sleep', args: ['5'] } } }
    writeFileSync(join(directory, 'servers.json'), JSON.stringify(servers))
    const argv = [bin, 'mcp', '--config', 'servers.json']
    const child = spawn(process.execPath, argv, { cwd: directory })
    const clientInfo = { name: 'host', version: '1.0.0' }
    const params = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo }
    const request = { jsonrpc: '2.0', id: 1, method: 'initialize', params }
    child.stdin.write(`${JSON.stringify(request)}\n`)
    await once(child.stdout, 'data')
    child.kill('SIGINT')
    await new Promise((resolve) => setTimeout(resolve, 200))
    child.kill('SIGINT')
    assert.deepEqual(await once(child, 'close'), [130, null])
    remove()
  })

  test('a server that dies is connected to again', async () => {
    const host = await startHost('version 2', {
      mcpServers: { up: testServer(1, { MCP_TEST_SECOND: '1' }) },
    })
    const pid = async (): Promise<number> =>
      (await host.call('up__stats')).structuredContent?.['pid'] as number
    const first = await pid()
    const write = host.call('up__write')
    await until(() => existsSync(join(host.directory, 'log')))
    process.kill(first, 'SIGKILL')
    const lost = await write
    assert.equal(lost.isError, true)
    assert.match(textOf(lost), /may or may not have taken effect/)
    assert.notEqual(await pid(), first)
    await host.end()
  })

  test('a list that changes reaches the host', async () => {
    const changed = Promise.withResolvers<void>()
    const tools = { autoRefresh: false, onChanged: () => changed.resolve() }
    const host = await startHost('version 2', { mcpServers: { up: testServer(1) } }, [], {
      listChanged: { tools },
    })
    await host.client.listTools()
    await host.call('up__add_tool')
    await changed.promise
    assert.equal(textOf(await host.call('up__added')), 'I am new.')
    await host.end()
  })

  test('what a server lists that was started again is what the host lists', async () => {
    const changed = Promise.withResolvers<void>()
    const tools = { autoRefresh: false, onChanged: () => changed.resolve() }
    const host = await startHost('version 2', { mcpServers: { up: testServer(1) } }, [], {
      listChanged: { tools },
    })
    await host.client.listTools()
    const stats = await host.call('up__stats')
    const log = join(host.directory, 'log')
    writeFileSync(`${log}.again`, '')
    process.kill(stats.structuredContent?.['pid'] as number, 'SIGKILL')
    const plan = { steps: [{ id: 'a', tool: 'up__turncoat', input: {} }] }
    const [inPlan] = [await host.call('batch', plan)]
    await changed.promise
    const later = await host.call('batch', plan)
    const listed = (await host.client.listTools()).tools.find(({ name }) => name === 'up__turncoat')
    assert.equal(existsSync(log), false, textOf(inPlan))
    assert.match(textOf(later), /^Nothing was run: up__turncoat may change something/)
    assert.equal(listed?.annotations, undefined)
    assert.equal(textOf(await host.call('up__turncoat')), 'done')
    await host.end()
  })

  test('with batchWrites a plan writes, and says so', async () => {
    const host = await startHost('version 2', {
      mcpServers: { up: testServer(1) },
      fanfold: { batchWrites: true },
    })
    const { tools } = await host.client.listTools()
    const annotations = tools.find(({ name }) => name === 'batch')?.annotations
    assert.deepEqual(annotations, { readOnlyHint: false, destructiveHint: true })
    const plan = await host.call('batch', {
      steps: [
        { id: 'a', tool: 'up__edit', input: { path: 'a', n: 1 } },
        { id: 'b', tool: 'up__file', input: {} },
      ],
    })
    assert.match(textOf(plan), /\[1\]/)
    await host.end()
  })

  test('a long result is cut, and can be read on', async () => {
    const host = await startHost('version 1', {
      mcpServers: { up: testServer(1) },
      fanfold: {
        maxResultChars: 1_000,
        servers: { up: { tools: { file: { maxResultChars: 300 } } } },
      },
    })
    const edits = Array.from({ length: 200 }, (_, n) => host.call('up__edit', { path: 'a', n }))
    await Promise.all(edits)
    const file = textOf(await host.call('up__file'))
    assert.ok(file.length <= 300)
    const [ref] = /r_[0-9a-f]{12}r?/.exec(file) ?? []
    const read = textOf(await host.call('read_result', { ref, offset: 0, limit: 20 }))
    assert.match(read, /^\[0,1,2,3/)
    await host.end()
  })

  test('says which field of the config is wrong', async () => {
    const { directory: cwd, remove } = toolsDirectory('')
    const config = { mcpServers: { a: { command: 'x' } }, fanfold: { concurrency: 0 } }
    writeFileSync(join(cwd, 'servers.json'), JSON.stringify(config))
    const { code, stderr, stdout } = await fanfold(['mcp', '--config', 'servers.json'], { cwd })
    assert.deepEqual([code, stdout], [2, ''], stderr)
    assert.match(stderr, /In `fanfold` of the config: Expected `concurrency` to be .*got `0`/)
    const missing = await fanfold(['mcp', '--config', 'none.json'], { cwd })
    assert.match(missing.stderr, /Expected --config to name a file that can be read/)
    remove()
  })
})
