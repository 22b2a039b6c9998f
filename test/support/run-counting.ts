import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

/** Runs a script that counts the blocks that V8 runs, which code from the compile cache does not tell of. */
export async function runCounting(script: URL): Promise<string> {
  const env = { ...process.env, NODE_DISABLE_COMPILE_CACHE: '1' }
  const { stdout } = await promisify(execFile)(process.execPath, [fileURLToPath(script)], { env })
  return stdout
}
