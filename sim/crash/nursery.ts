import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Part, WorkerPart } from './part.ts'

/** A process of a round. */
export interface Actor {
  /** Resolves when its turn begins, or it takes calls; or when it has ended. */
  readonly begun: Promise<unknown>
  /** Its exit code; null if it was killed. */
  readonly ended: Promise<number | null>
  /** What it wrote to stderr. */
  readonly errors: () => string
  kill(): void
  signal(name: 'SIGTERM' | 'SIGSTOP' | 'SIGCONT'): void
}

/** Raises processes in advance, so that a round need not wait for modules to load. */
export class Nursery {
  readonly #script: URL
  readonly #cache: string
  #next: ReadyProcess

  /** `cache`: a folder for compiled code. */
  constructor(script: URL, cache: string) {
    this.#script = script
    this.#cache = cache
    this.#next = raise(script, cache)
  }

  async take(part: Part | WorkerPart): Promise<Actor> {
    const { child, ready, errors } = this.#next
    this.#next = raise(this.#script, this.#cache)
    await ready
    const ended = once(child, 'exit').then(([code]) => code as number | null)
    const begun = Promise.race([once(child, 'message'), ended])
    child.send(part)
    const signal = (name: NodeJS.Signals): void => void child.kill(name)
    return { begun, ended, errors, kill: () => signal('SIGKILL'), signal }
  }

  close(): void {
    this.#next.child.kill('SIGKILL')
  }
}

interface ReadyProcess {
  readonly child: ChildProcess
  readonly ready: Promise<unknown>
  readonly errors: () => string
}

function raise(script: URL, cache: string): ReadyProcess {
  const child = fork(script, {
    execArgv: [],
    env: { ...process.env, NODE_COMPILE_CACHE: cache },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  let text = ''
  child.stderr?.setEncoding('utf8').on('data', (more: string) => (text += more))
  const failed = once(child, 'exit').then(() => {
    throw new Error(`A process of a round did not get ready:\n${text}`)
  })
  const ready = Promise.race([once(child, 'message'), failed])
  ready.catch(() => {})
  failed.catch(() => {})
  return { child, ready, errors: () => text }
}

/** The value, or undefined if it takes longer. */
export function within<T>(ms: number, promise: Promise<T>): Promise<T | undefined> {
  return Promise.race([promise, sleep(ms, undefined, { ref: false })])
}
