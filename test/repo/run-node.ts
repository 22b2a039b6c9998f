import { execFile } from 'node:child_process'
import { root } from './files.ts'

/** How a Node process ended. */
export interface Ended {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  /** Default: the root folder. */
  readonly cwd?: string
  /** The process is killed after this many milliseconds; default 300,000. */
  readonly timeoutMs?: number
}

/** Runs Node in a process of its own, with no key of any provider, so that nothing calls a live model. */
export function runNode(args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  const { cwd = root, timeoutMs = 300_000 } = options
  const { ANTHROPIC_API_KEY: _a, OPENAI_API_KEY: _o, NODE_TEST_CONTEXT: _n, ...env } = process.env
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      args,
      { cwd, env, timeout: timeoutMs, killSignal: 'SIGKILL' },
      (error, stdout, stderr) => {
        const late = error?.killed === true ? `\nIt had not ended after ${timeoutMs} ms.` : ''
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1
        resolve({ code, stdout, stderr: stderr + late })
      },
    )
  })
}
