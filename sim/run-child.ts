import { spawn } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface ChildEnd {
  /** What it printed, on either channel. */
  readonly output: string
  /** Null if it was killed, as it is after `timeoutMs`. */
  readonly code: number | null
}

/** Nearly all that one process loads the others load, too. */
const compileCache = join(tmpdir(), 'fanfold-sim-compile-cache')

/** Runs a script in a process of its own. */
export function runChild(args: readonly string[], timeoutMs?: number): Promise<ChildEnd> {
  return new Promise((resolve, reject) => {
    // What fails late is meant to; it is no part of the answer.
    const child = spawn(process.execPath, ['--disable-warning=FANFOLD_LATE', ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NODE_COMPILE_CACHE: compileCache },
      ...(timeoutMs !== undefined && { timeout: timeoutMs, killSignal: 'SIGKILL' as const }),
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => (output += text))
    child.on('error', reject)
    child.on('close', (code) => resolve({ output, code }))
  })
}
