// `npm run build`: src/ to dist/, JavaScript and types. Plain tsc is the whole build.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { exec, root } from './exec.ts'

rmSync(join(root, 'dist'), { recursive: true, force: true })
const { ok } = await exec(['tsc', '-p', 'tsconfig.build.json'], { echo: true })
process.exitCode = ok ? 0 : 1
