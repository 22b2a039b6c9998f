import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { RecordedRequest } from '../../../src/testing/index.ts'
import type { Order, Reply, ServerOptions } from './protocol.ts'

/** A scripted model server in another process. Its times are comparable with each other only. */
export interface RemoteServer {
  /** Without a path; the clients of OpenAI's APIs want `/v1` after it. */
  readonly url: string
  /** What came so far, in order of arrival. */
  requests(): Promise<readonly RecordedRequest[]>
}

/** Starts a server, runs `use` and ends the server, whatever happens. */
export async function withModelServer<Result>(
  options: ServerOptions,
  use: (server: RemoteServer) => Promise<Result>,
): Promise<Result> {
  const child = fork(join(import.meta.dirname, 'main.ts'), {
    serialization: 'advanced',
    execArgv: [],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  try {
    await next(child)
    const started = await ask(child, { type: 'start', options })
    if (started.type !== 'started') throw new Error(unexpected(started))
    return await use({
      url: started.url,
      async requests() {
        const answered = await ask(child, { type: 'requests' })
        if (answered.type !== 'requests') throw new Error(unexpected(answered))
        return answered.requests
      },
    })
  } finally {
    child.kill()
  }
}

async function ask(child: ChildProcess, order: Order): Promise<Reply> {
  const replied = next(child)
  child.send(order)
  return replied
}

async function next(child: ChildProcess): Promise<Reply> {
  const [reply] = (await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => {
      throw new Error(`The model server ended with ${String(code)}.`)
    }),
  ])) as [Reply]
  return reply
}

function unexpected(reply: Reply): string {
  return reply.type === 'failed' ? reply.error : `The model server said ${reply.type}.`
}
