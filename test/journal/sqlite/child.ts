import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const program = fileURLToPath(new URL('./child-program.ts', import.meta.url))

/** A process that uses a journal. */
export interface Child {
  readonly process: ChildProcess
  /** What it has said so far, line by line. */
  readonly lines: readonly string[]
  /** Resolves with its next line. Rejects if it ends before. */
  line(): Promise<string>
  /** `kill -9`, and waits for its end. */
  kill(): Promise<void>
}

const running = new Set<ChildProcess>()

/** For the end of a test file, so that a failed test leaves nothing behind. */
export function killAll(): void {
  for (const process of running) process.kill('SIGKILL')
}

export function startChild(...args: readonly string[]): Child {
  return control(
    spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'inherit'] }),
  )
}

/** Runs it without root's right to write where nobody may, and returns what it said. */
export async function runUnprivileged(...args: readonly string[]): Promise<string> {
  const command = [process.execPath, program, ...args]
  if (process.getuid?.() === 0) command.unshift('setpriv', '--bounding-set=-dac_override', '--')
  const [name = '', ...rest] = command
  const child = control(spawn(name, rest, { stdio: ['ignore', 'pipe', 'inherit'] }))
  await once(child.process, 'close')
  return child.lines.join('\n')
}

function control(process: ChildProcess): Child {
  const lines: string[] = []
  const waiting: ((line: string) => void)[] = []
  const ended = once(process, 'close')
  running.add(process)
  void ended.then(() => running.delete(process))
  if (process.stdout !== null)
    createInterface(process.stdout).on('line', (line) => {
      lines.push(line)
      waiting.shift()?.(line)
    })
  return {
    process,
    lines,
    line: () =>
      new Promise((resolve, reject) => {
        waiting.push(resolve)
        void ended.then(() => reject(new Error(`It ended early: ${lines.join('\n')}`)))
      }),
    async kill() {
      process.kill('SIGKILL')
      await ended
    },
  }
}
