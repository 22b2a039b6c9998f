import assert from 'node:assert/strict'
import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, suite, test } from 'node:test'
import { until } from '../support/until.ts'
import { start } from './fanfold.ts'
import { bin } from './mcp-host.ts'

const directory = mkdtempSync(join(tmpdir(), 'fanfold-mcp-ends-'))
const path = (name: string): string => join(directory, name)

/** None of them ends with its standard input: a timer keeps it alive. */
const servers = {
  'that has not answered yet': '',
  'that obeys SIGTERM':
    "answer = ({ id, method, params }) => method === 'initialize' && say({ id, result: { protocolVersion: params.protocolVersion, capabilities: {}, serverInfo: { name: 's', version: '1' } } })",
  'that ignores SIGTERM': "process.on('SIGTERM', () => {})",
  'that refuses the client':
    "answer = ({ id, method }) => method === 'initialize' && say({ id, error: { code: 1, message: 'No.' } })",
} as const

/** Writes a config of one such server, and its file, whose path tells its process from others. */
function serverOf(
  kind: keyof typeof servers,
  fanfold: object = {},
): { config: string; file: string } {
  const folder = mkdtempSync(path('s'))
  const file = join(folder, 'server.cjs')
  writeFileSync(
    file,
    `setInterval(() => {}, 1_000)
     let answer = () => {}
     const say = (message) => console.log(JSON.stringify({ jsonrpc: '2.0', ...message }))
     ${servers[kind]}
     process.stderr.write('server is up\\n')
     require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => answer(JSON.parse(line)))`,
  )
  const config = join(folder, 'servers.json')
  const up = { command: process.execPath, args: [file] }
  writeFileSync(config, JSON.stringify({ mcpServers: { up }, fanfold }))
  return { config, file }
}

/** The processes that have a text among their arguments. */
function processesWith(text: string): number[] {
  const all = execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' }).trim().split('\n')
  return all.filter((line) => line.includes(text)).map((line) => Number.parseInt(line, 10))
}

/** A gateway whose host stays until its standard input is ended. Wait for its exit: what it left behind would hold its streams open. */
function gateway(config: string): { child: ChildProcess; stderr: () => string } {
  const child = spawn(process.execPath, [bin, 'mcp', '--config', config], {
    stdio: ['pipe', 'ignore', 'pipe'],
  })
  let stderr = ''
  child.stderr?.on('data', (text: Buffer) => (stderr += String(text)))
  return { child, stderr: () => stderr }
}

after(() => {
  for (const pid of processesWith(directory)) process.kill(pid, 'SIGKILL')
  rmSync(directory, { recursive: true })
})

suite('fanfold mcp leaves no server behind', { concurrency: 2 }, () => {
  for (const kind of Object.keys(servers) as (keyof typeof servers)[]) {
    test(`a server ${kind} ends when the host has gone at once`, async () => {
      const { config, file } = serverOf(kind)
      const { child } = gateway(config)
      child.stdin?.end()
      assert.deepEqual(await once(child, 'exit'), [0, null])
      await until(() => processesWith(file).length === 0)
    })

    test(`a server ${kind} ends when the host goes later`, async () => {
      const { config, file } = serverOf(kind)
      const { child, stderr } = gateway(config)
      await until(() => stderr().includes('server is up'))
      child.stdin?.end()
      assert.deepEqual(await once(child, 'exit'), [0, null])
      await until(() => processesWith(file).length === 0)
    })
  }

  test('a host that sends one signal after the other has its servers ended, too', async () => {
    for (const kind of ['that has not answered yet', 'that obeys SIGTERM'] as const) {
      const { config, file } = serverOf(kind)
      const { child, stderr } = gateway(config)
      await until(() => stderr().includes('server is up'))
      child.kill('SIGINT')
      await new Promise((resolve) => setTimeout(resolve, 100))
      child.kill('SIGTERM')
      await once(child, 'exit')
      await until(() => processesWith(file).length === 0)
    }
  })

  test('a config with a wrong option starts none', async () => {
    const { config, file } = serverOf('that has not answered yet', {
      limits: { a: { concurrency: -1 } },
    })
    const { child, stderr } = gateway(config)
    assert.deepEqual(await once(child, 'exit'), [2, null])
    await until(() => /In `fanfold` of the config: Expected `limits\.a\.conc/.test(stderr()))
    assert.deepEqual(processesWith(file), [])
  })

  test('fanfold effects that is ended by a signal ends those that it asks', async () => {
    const { config, file } = serverOf('that has not answered yet')
    const { child, saw } = start(['effects', config])
    await saw('server is up')
    child.kill('SIGTERM')
    assert.deepEqual(await once(child, 'exit'), [143, null])
    await until(() => processesWith(file).length === 0)
  })
})

suite('two gateways that are servers of each other', () => {
  /** Writes a gateway's config, with another gateway as its server; each start leaves a line. */
  function nested(name: string, other: string): string {
    const counted = `echo x >> '${path('starts')}'; [ $(wc -l < '${path('starts')}') -gt 20 ] && exit 1; exec "$@"`
    const args = ['-c', counted, 'sh', process.execPath, bin, 'mcp', '--config', path(other)]
    writeFileSync(path(name), JSON.stringify({ mcpServers: { other: { command: 'sh', args } } }))
    return path(name)
  }

  for (const [how, first, others] of [
    ['by their names', 'a.json', [['b.json', 'a.json']]],
    ['by a link', 'a.json', [['b.json', 'links/a.json']]],
  ] as const)
    test(`do not start each other for ever: ${how}`, async () => {
      writeFileSync(path('starts'), '')
      mkdirSync(path('links'), { recursive: true })
      rmSync(path('links/a.json'), { force: true })
      symlinkSync(path('a.json'), path('links/a.json'))
      const config = nested(first, others[0]?.[0] ?? first)
      for (const [name, other] of others) nested(name, other)
      const { child, stderr } = gateway(config)
      await until(() => stderr().includes('would start itself again and again'))
      assert.equal(
        readFileSync(path('starts'), 'utf8').trim().split('\n').length,
        others.length + 1,
      )
      child.stdin?.end()
      await once(child, 'exit')
    })
})
