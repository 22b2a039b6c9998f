import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** What a program took, in milliseconds. */
export interface Cold {
  /** From starting the process to its end. */
  readonly wallMs: number
  /** From making client and agent, all being imported, to the end of the run. */
  readonly firstMs?: number
  /** From the first response to the next request. */
  readonly turnMs?: number
}

/** Runs one of the programs in a process of its own, with nothing compiled before. */
export async function runProgram(part: string): Promise<Cold> {
  const [program, schema = 'json'] = part.split('.')
  const file = join(import.meta.dirname, 'programs', `${program}.mjs`)
  const env = { ...process.env, NODE_DISABLE_COMPILE_CACHE: '1', NODE_OPTIONS: '' }
  const beganMs = performance.now()
  const { stdout } = await run(process.execPath, [file, schema], { env })
  const wallMs = performance.now() - beganMs
  const line = stdout.split('\n').findLast((text) => text.startsWith('{')) ?? '{}'
  return { wallMs, ...(JSON.parse(line) as Omit<Cold, 'wallMs'>) }
}
