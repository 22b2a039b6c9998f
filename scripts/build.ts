// `npm run build`: src/ to dist/, JavaScript and types. Plain tsc is the whole build. `--no-check`: where the types are
// checked elsewhere.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { exec, root } from './exec.ts'

rmSync(join(root, 'dist'), { recursive: true, force: true })
const unchecked = process.argv.includes('--no-check') ? ['--noCheck'] : []
const { ok } = await exec(['tsc', '-p', 'tsconfig.build.json', ...unchecked], { echo: true })
process.exitCode = ok ? 0 : 1
