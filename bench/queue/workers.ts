import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'

const file = new URL('./worker.ts', import.meta.url)

/** Starts worker processes, and waits until they take jobs. */
export async function startWorkers(
  count: number,
  ...args: [kind: 'fanfold' | 'bare', url: string, queue: string]
): Promise<readonly ChildProcess[]> {
  return Promise.all(
    Array.from({ length: count }, async () => {
      const child = fork(file, args, { execArgv: [] })
      await once(child, 'message')
      return child
    }),
  )
}

export async function endWorkers(workers: readonly ChildProcess[]): Promise<void> {
  await Promise.all(
    workers.map(async (worker) => {
      if (worker.exitCode !== null || worker.signalCode !== null) return
      const exited = once(worker, 'exit')
      worker.kill('SIGKILL')
      await exited
    }),
  )
}
