import { spawn } from 'node:child_process'
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
  /** The command is ended after this many milliseconds, and has failed. */
  readonly timeoutMs?: number
}

/** Runs a command in the root folder, the project's own tools and Node before the machine's. */
export function exec(command: readonly string[], options: ExecOptions = {}): Promise<Outcome> {
  const [name = '', ...args] = command
  const { echo = false, timeoutMs } = options
  return new Promise((resolve) => {
    const child = spawn(name, args, {
      cwd: root,
      env: environment(),
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(timeoutMs === undefined ? {} : { timeout: timeoutMs, killSignal: 'SIGKILL' }),
    })
    const chunks: string[] = []
    const take = (chunk: string): void => {
      chunks.push(chunk)
      if (echo) process.stdout.write(chunk)
    }
    child.stdout.setEncoding('utf8').on('data', take)
    child.stderr.setEncoding('utf8').on('data', take)
    child.on('error', (error) => {
      take(`${name}: ${error.message}\n`)
      resolve({ ok: false, output: chunks.join('') })
    })
    child.on('close', (code, signal) => {
      if (signal !== null) take(`${command.join(' ')}: ended by ${signal}\n`)
      resolve({ ok: code === 0, output: chunks.join('') })
    })
  })
}

function environment(): NodeJS.ProcessEnv {
  // A test runner that starts this script marks its environment, which would make ours report to it.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env
  return { ...env, PATH: join(root, 'node_modules', '.bin') + delimiter + (env['PATH'] ?? '') }
}
