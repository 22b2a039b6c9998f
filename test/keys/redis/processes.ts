import { execFileSync, fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { until } from '../../support/until.ts'
import type { Task } from './child.ts'
import { atEnd } from './lab.ts'

const file = new URL('./child.ts', import.meta.url)

/** A process of child.ts, which is killed after the tests. */
export interface Child {
  readonly process: ChildProcess
  /** Its next message. */
  next(): Promise<Record<string, unknown>>
  /** Resolves with its exit code. */
  readonly ended: Promise<number | null>
}

export function startChild(task: Task): Child {
  const child = fork(file, [JSON.stringify(task)], { execArgv: [] })
  atEnd(() => child.kill('SIGKILL'))
  const messages: Record<string, unknown>[] = []
  const waiting: ((message: Record<string, unknown>) => void)[] = []
  const ended = once(child, 'exit').then(([exitCode]) => exitCode as number | null)
  child.on('message', (message: Record<string, unknown>) => {
    const hear = waiting.shift()
    if (hear === undefined) messages.push(message)
    else hear(message)
  })
  return {
    process: child,
    next: () =>
      new Promise((resolve, reject) => {
        const message = messages.shift()
        if (message === undefined) waiting.push(resolve)
        else resolve(message)
        void ended.then((exitCode) => reject(new Error(`It ended with ${exitCode}.`)))
      }),
    ended,
  }
}

/** Has it stand still, and waits until it does: on a busy machine it goes on for a while. */
export async function suspend({ process: child }: Child): Promise<void> {
  child.kill('SIGSTOP')
  await until(() =>
    execFileSync('ps', ['-o', 'state=', '-p', `${child.pid}`], { encoding: 'utf8' }).startsWith(
      'T',
    ),
  )
}

/** A file in which processes note what they do. */
export function makeLedger(): { readonly path: string; readonly lines: readonly string[][] } {
  const folder = mkdtempSync(join(tmpdir(), 'fanfold-keys-'))
  atEnd(() => rmSync(folder, { recursive: true, force: true }))
  const path = join(folder, 'ledger')
  return {
    path,
    get lines() {
      const text = readFileSync(path, { encoding: 'utf8', flag: 'a+' })
      return text
        .split('\n')
        .slice(0, -1)
        .map((line) => line.split(' '))
    },
  }
}
