import { spawn, type ChildProcess } from 'node:child_process'
import { delimiter, join } from 'node:path'

/** The folder that holds package.json. */
export const root: string = join(import.meta.dirname, '..')

export interface Outcome {
  readonly ok: boolean
  /** All that the command printed, in the order in which it came. */
  readonly output: string
}

export interface ExecOptions {
  /** Print what the command prints, as it comes. */
  readonly echo?: boolean
  /** The command and all that it started are killed after this many milliseconds, and it has failed. */
  readonly timeoutMs?: number
  /** Variables to add to the environment. */
  readonly env?: Readonly<Record<string, string>>
}

const running = new Set<ChildProcess>()

/** Runs a command in the root folder, the project's own tools and Node before the machine's. */
export function exec(command: readonly string[], options: ExecOptions = {}): Promise<Outcome> {
  const [name = '', ...args] = command
  const { echo = false, timeoutMs, env = {} } = options
  killAllAtExit()
  return new Promise((resolve) => {
    // The leader of a group of its own, so that all that it started can be killed with it.
    const child = spawn(name, args, {
      cwd: root,
      env: { ...environment(), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    })
    running.add(child)
    const chunks: string[] = []
    const take = (chunk: string): void => {
      chunks.push(chunk)
      if (echo) process.stdout.write(chunk)
    }
    const timer =
      timeoutMs === undefined
        ? undefined
        : setTimeout(() => {
            take(`\n${command.join(' ')}: not ended after ${timeoutMs / 1000} s, and killed\n`)
            kill(child)
          }, timeoutMs)
    const end = (ok: boolean): void => {
      clearTimeout(timer)
      running.delete(child)
      resolve({ ok, output: chunks.join('') })
    }
    child.stdout.setEncoding('utf8').on('data', take)
    child.stderr.setEncoding('utf8').on('data', take)
    child.on('error', (error) => {
      take(`${name}: ${error.message}\n`)
      end(false)
    })
    child.on('close', (code, signal) => {
      if (signal !== null) take(`${command.join(' ')}: ended by ${signal}\n`)
      end(code === 0)
    })
  })
}

/** A test that hangs in a loop hears no other signal. What left the group may hold the pipes, which are closed, too. */
function kill(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
  } catch {
    child.kill('SIGKILL')
  }
  child.stdout?.destroy()
  child.stderr?.destroy()
}

/** A terminal's Ctrl-C reaches only its own group. */
function killAllAtExit(): void {
  if (process.listeners('exit').includes(killAll)) return
  process.on('exit', killAll)
  process.once('SIGINT', () => process.exit(130))
  process.once('SIGTERM', () => process.exit(143))
}

function killAll(): void {
  for (const child of running) kill(child)
}

function environment(): NodeJS.ProcessEnv {
  // A test runner that starts this script marks its environment, which would make ours report to it.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env
  return { ...env, PATH: join(root, 'node_modules', '.bin') + delimiter + (env['PATH'] ?? '') }
}
