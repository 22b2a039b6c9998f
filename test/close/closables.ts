import { join } from 'node:path'
import { bullmq, createWorker } from '../../src/bullmq.ts'
import {
  createEngine,
  memoryJournal,
  memorySharedKeys,
  tool,
  type AnyTool,
  type Journal,
  type SharedKeys,
  type ToolContext,
} from '../../src/index.ts'
import { redisKeys } from '../../src/redis.ts'
import { sqliteJournal } from '../../src/sqlite.ts'
import { createModelServer } from '../../src/testing/index.ts'
import { until } from '../support/until.ts'
import { forget, type Closable, type Surroundings } from './closable.ts'

const never = (): AbortSignal => new AbortController().signal
const nobody = (): void => {}
let calls = 0
/** No lock runs out, however busy the machine. */
const lockMs = 60_000

/** Ends at once, or when it is told to. */
export const held: AnyTool = tool({
  name: 'held',
  runsIn: 'queue',
  execute: ({ ms }: { ms: number }, { signal, progress }: ToolContext) => {
    progress('started')
    return ms === 0 ? 'done' : new Promise((_, reject) => onAbort(signal, reject))
  },
} as never)

export function onAbort(signal: AbortSignal, reject: (reason: unknown) => void): void {
  signal.addEventListener('abort', () => reject(signal.reason))
}

export function contextOf(progress: (progress: unknown) => void = nobody): ToolContext {
  const callId = `c${(calls += 1)}`
  const ids = { callId, turnId: 't1', attempt: 1, context: undefined }
  return { signal: never(), ...ids, idempotencyKey: `t1:${callId}`, progress }
}

/** What has a `close()`, by name. The workers that the queue's calls need are started by the test. */
export const closables: Readonly<
  Record<string, (around: Surroundings) => Closable | Promise<Closable>>
> = {
  queue: ({ url, isAway }) => {
    const queue = bullmq({ connection: url, graceMs: 200 })
    return {
      use: () => queue.run(held, { ms: 0 }, contextOf()),
      begin: () =>
        new Promise<unknown>((resolve) => {
          forget(queue.run(held, { ms: 1 }, contextOf(resolve)))
          if (isAway) resolve(undefined)
        }),
      close: () => queue.close(),
    }
  },
  'an engine and its queue': ({ url }) => {
    const queue = bullmq({ connection: url })
    const engine = createEngine({ tools: [held], queue })
    const call = (ms: number) => engine.execute([{ id: '1', name: 'held', input: { ms } }])
    return {
      use: () => call(0),
      begin: async () => void call(1),
      close: async () => {
        await queue.close()
        await engine.close()
      },
    }
  },
  worker: async ({ url }) => {
    const used = Promise.withResolvers<unknown>()
    const began = Promise.withResolvers<unknown>()
    const execute = ({ ms }: { ms: number }, { signal }: ToolContext): unknown => {
      if (ms > 0) began.resolve(undefined)
      else used.resolve(undefined)
      return ms === 0 ? 'done' : new Promise((_, reject) => onAbort(signal, reject))
    }
    const tools = [tool({ ...held, execute } as never) as AnyTool]
    const worker = await createWorker({ connection: url, tools, lockMs, onError: nobody })
    return {
      use: () => used.promise,
      begin: () => began.promise,
      close: () => worker.close({ graceMs: 100 }),
    }
  },
  'an idle worker': async ({ url }) => {
    const worker = await createWorker({ connection: url, tools: [], onError: nobody })
    return { use: async () => {}, begin: async () => {}, close: () => worker.close() }
  },
  redisKeys: ({ url, isAway }) => {
    const keys = redisKeys({ connection: url, onError: nobody })
    return ofKeys(keys, isAway)
  },
  memorySharedKeys: () => ofKeys(memorySharedKeys()),
  sqliteJournal: async ({ folder }) => ofJournal(await sqliteJournal(join(folder, 'a.db'))),
  memoryJournal: () => ofJournal(memoryJournal()),
  'an engine with threads': () => {
    const module = new URL('./thread-tool.ts', import.meta.url)
    const engine = createEngine({ tools: [tool({ name: 'spin', runsIn: 'thread', module })] })
    const call = (ms: number) => engine.execute([{ id: '1', name: 'spin', input: { ms } }])
    return {
      use: () => call(0),
      begin: async () => {
        void call(60_000)
        await call(0)
      },
      close: () => engine.close(),
    }
  },
  'a scripted model server': async () => {
    const server = await createModelServer({ script: [{ hang: true }], strict: false })
    const ask = (path: string) => fetch(`${server.url}${path}`, { method: 'POST', body: '{}' })
    return {
      use: async () => (await ask('/none')).text(),
      begin: async () => {
        forget(ask('/v1/messages'))
        await until(() => server.requests.length > 0)
      },
      close: () => server.close(),
    }
  },
}

function ofKeys(keys: SharedKeys, isAway = false): Closable {
  const ask = (key: string) =>
    keys.acquire({ reads: [], writes: [key], owner: 'c', signal: never() })
  return {
    use: async () => (await ask('a')).release(),
    begin: async () => {
      if (isAway) return forget(ask('b'))
      await ask('b')
      forget(ask('b'))
    },
    close: () => keys.close(),
  }
}

function ofJournal(journal: Journal): Closable {
  const ask = (callKey: string) =>
    journal.append({ kind: 'call.asked', turnId: 't', callKey, name: 'pay', input: '{}', atMs: 1 })
  return {
    use: () => ask('a'),
    begin: async () => {
      await ask('b')
      forget(journal.decision('t', 'b', never()))
      forget(ask('c'))
    },
    close: () => journal.close(),
  }
}
