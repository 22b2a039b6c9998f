import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { median } from '../shared/median.ts'

const run = promisify(execFile)
const processes = 15

/** How much longer than an empty program one takes that imports these, in milliseconds; by turns, after a warm-up. */
export async function importTimeMs(folder: string, imports: readonly string[]): Promise<number> {
  const empty = join(folder, 'empty.mjs')
  const importing = join(folder, 'importing.mjs')
  await writeFile(empty, '')
  await writeFile(importing, imports.map((name) => `import '${name}'\n`).join(''))
  const bare: number[] = []
  const loaded: number[] = []
  await processTimeMs(importing)
  for (let n = 0; n < processes; n += 1) {
    bare.push(await processTimeMs(empty))
    loaded.push(await processTimeMs(importing))
  }
  return Math.round(median(loaded) - median(bare))
}

async function processTimeMs(file: string): Promise<number> {
  const env = { ...process.env, NODE_DISABLE_COMPILE_CACHE: '1' }
  const beganMs = performance.now()
  await run(process.execPath, [file], { env })
  return performance.now() - beganMs
}
