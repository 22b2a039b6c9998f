import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { describe, it } from 'node:test'

/** A Redis of our own, in a folder of its own. */
export interface TestRedis {
  readonly url: string
  readonly port: number
  /** Its process's. */
  readonly pid: number
  /** `kill -9`. */
  kill(): Promise<void>
  /** Starts it again, on the same port and folder. */
  restart(): Promise<void>
  /** Ends it, and removes its folder. */
  stop(): Promise<void>
}

/** Why the tests of the queue cannot run here; undefined if they can. In CI they have to. */
export const noRedis: string | undefined = findRedis()
  ? undefined
  : 'it needs redis-server: apt-get install redis-server (or put one on the PATH), and run the tests again'

if (noRedis !== undefined && process.env['CI'])
  throw new Error(`In CI the tests of the queue must run, but ${noRedis}.`)

/** A suite that needs Redis. Where that is missing, it is one test that is skipped, and says how to have it. */
export function suiteWithRedis(
  name: string,
  body: () => Promise<void>,
  options: { readonly concurrency?: boolean } = {},
): void {
  if (noRedis === undefined) void describe(name, options, body)
  else void it(name, { skip: noRedis }, () => {})
}

/** @param flags beside those that it needs: `['--appendonly', 'yes']`. */
export async function startRedis(flags: readonly string[] = []): Promise<TestRedis> {
  const folder = mkdtempSync(join(tmpdir(), 'fanfold-redis-'))
  const port = await freePort()
  let server: ChildProcess | undefined
  const onExit = (): void => void server?.kill('SIGKILL')
  process.on('exit', onExit)

  async function start(): Promise<void> {
    const where = ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', folder]
    const started = spawn('redis-server', [...where, '--save', '', ...flags], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    server = started
    await new Promise<void>((resolve, reject) => {
      let output = ''
      started.stdout.on('data', (text: Buffer) => {
        output += String(text)
        if (output.includes('Ready to accept connections')) resolve()
      })
      started.on('error', reject)
      started.on('exit', (code) => reject(new Error(`redis-server ended (${code}): ${output}`)))
    })
  }

  async function kill(): Promise<void> {
    if (server === undefined || server.exitCode !== null || server.signalCode !== null) return
    const exited = once(server, 'exit')
    server.kill('SIGKILL')
    await exited
  }

  await start()
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    get pid() {
      return server?.pid ?? 0
    },
    kill,
    restart: start,
    stop: async () => {
      await kill()
      process.off('exit', onExit)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function findRedis(): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, 'redis-server'), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.on('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo
      probe.close(() => resolve(port))
    })
  })
}
