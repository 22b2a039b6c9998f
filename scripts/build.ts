// `npm run build`: src/ to dist/. tsc makes JavaScript and types of each file; then the JavaScript is put together in few
// files, for a program that loads hundreds starts late. `--types-only`: whether tsc takes it, and nothing is written.
// `--no-check`: where the types are checked elsewhere.
import { cpSync, mkdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { exec, root } from './exec.ts'
import { bundle } from './package/bundle.ts'
import { buildPage } from './package/page.ts'
import { publicTypes } from './package/public-types.ts'

const compiled = join(root, 'node_modules/.cache/build')
const dist = join(root, 'dist')
const typesOnly = process.argv.includes('--types-only')
const flags = process.argv.includes('--no-check') ? ['--noCheck'] : []

rmSync(compiled, { recursive: true, force: true })
const tsc = ['tsc', '-p', 'tsconfig.build.json', '--outDir', compiled, ...flags]
const { ok } = await exec(tsc, { echo: true })
if (ok && !typesOnly) {
  // Once more, for the comments: the types need them, and the code would be half as long again.
  await exec([
    ...tsc,
    '--noCheck',
    '--declaration',
    'false',
    '--isolatedDeclarations',
    'false',
    '--removeComments',
  ])
  rmSync(dist, { recursive: true, force: true })
  await bundle(compiled, dist, await buildPage())
  for (const file of publicTypes(compiled)) {
    const target = join(dist, file)
    mkdirSync(dirname(target), { recursive: true })
    cpSync(join(compiled, file), target)
  }
}
process.exitCode = ok ? 0 : 1
