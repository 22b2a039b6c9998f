import { spawn, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export interface ExampleWorker {
  readonly name: string
  readonly pid: number
  /** `kill -9`: it can say nothing to anybody any more. */
  kill(): void
}

const command = fileURLToPath(new URL('../../bin/fanfold.mjs', import.meta.url))
const tools = fileURLToPath(new URL('tools.ts', import.meta.url))

/** Runs `fanfold worker` in a process of its own, and waits until it takes calls, two at a time. */
export async function startWorker(
  name: string,
  redis: string,
  queue: string,
  outbox: string,
): Promise<ExampleWorker> {
  // A dead worker is noticed after --lock milliseconds and half a second.
  const options = ['--redis', redis, '--queue', queue, '--concurrency', '2', '--lock', '1500']
  const child = spawn(process.execPath, [command, 'worker', '--tools', tools, ...options], {
    env: { ...process.env, OUTBOX: outbox },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  process.on('exit', () => child.kill('SIGKILL'))
  await takesCalls(child)
  return { name, pid: child.pid as number, kill: () => child.kill('SIGKILL') }
}

function takesCalls(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = ''
    child.stderr?.on('data', (text) => {
      said += String(text)
      if (said.includes('takes calls from')) resolve()
    })
    child.on('error', reject)
    child.on('exit', () => reject(new Error(`The worker ended: ${said}`)))
  })
}
