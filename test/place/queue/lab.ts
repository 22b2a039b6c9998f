import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { bullmq, type QueueExecutor, type QueueExecutorOptions } from '../../../src/bullmq.ts'
import type { ToolContext } from '../../../src/call/tool.ts'
import { releaseOf } from './ledger.ts'
import { startRedis, type TestRedis } from './redis.ts'

const file = new URL('./worker.ts', import.meta.url)

/** What is to be ended after the tests, the last first. */
const endings: (() => unknown)[] = []

after(async () => {
  for (const end of endings.reverse()) await end()
})

export function atEnd(end: () => unknown): void {
  endings.push(end)
}

/** A Redis that is stopped after the tests. */
export async function redisForTests(flags?: readonly string[]): Promise<TestRedis> {
  const redis = await startRedis(flags)
  endings.push(() => redis.stop())
  return redis
}

/** Starts a worker process, and waits until it takes jobs. It is killed after the tests. */
export async function startWorker(
  redis: TestRedis,
  options: Readonly<Record<string, unknown>> = {},
): Promise<ChildProcess> {
  const child = fork(file, [JSON.stringify({ connection: redis.url, ...options })], {
    execArgv: [],
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
  })
  endings.push(() => child.kill('SIGKILL'))
  let errors = ''
  child.stderr?.on('data', (text: Buffer) => {
    errors += String(text)
  })
  const failed = once(child, 'exit').then(() => Promise.reject(new Error(`It ended: ${errors}`)))
  failed.catch(() => {})
  await Promise.race([once(child, 'message'), failed])
  return child
}

/** A place that is closed after the tests. */
export function placeFor(
  redis: TestRedis,
  options: Partial<QueueExecutorOptions> = {},
): QueueExecutor {
  const place = bullmq({ connection: redis.url, ...options })
  endings.push(() => place.close())
  return place
}

let calls = 0

export function contextOf(
  signal: AbortSignal = new AbortController().signal,
  progress: (progress: unknown) => void = () => {},
): ToolContext {
  const callId = `c${(calls += 1)}`
  const ids = { callId, turnId: 't1', attempt: 2, idempotencyKey: `t1:${callId}` }
  return { signal, ...ids, context: undefined, progress }
}

/** A context, and a promise of the first progress. */
export function startedContext(signal?: AbortSignal): {
  readonly context: ToolContext
  readonly started: Promise<unknown>
} {
  const { promise: started, resolve } = Promise.withResolvers<unknown>()
  return { context: contextOf(signal, resolve), started }
}

/** A file in which tools note what they do. */
export interface Ledger {
  readonly path: string
  readonly lines: readonly string[]
  /** Lets those end that are held. */
  release(): void
}

export function makeLedger(): Ledger {
  const folder = mkdtempSync(join(tmpdir(), 'fanfold-ledger-'))
  endings.push(() => rmSync(folder, { recursive: true, force: true }))
  const path = join(folder, 'ledger')
  return {
    path,
    get lines() {
      try {
        return readFileSync(path, 'utf8').split('\n').slice(0, -1)
      } catch {
        return []
      }
    },
    release: () => writeFileSync(releaseOf(path), ''),
  }
}

/** What a promise rejects with. */
export async function rejection(
  promise: Promise<unknown>,
): Promise<Error & Record<string, unknown>> {
  try {
    await promise
  } catch (error) {
    return error as Error & Record<string, unknown>
  }
  throw new Error('Expected a rejection, got a value.')
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms))
}
