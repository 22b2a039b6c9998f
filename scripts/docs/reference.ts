// `npm run docs:reference`: makes docs/reference from the docstrings of `dist/`. `--check`: only says whether it is current.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { requireBuild } from '../../test/repo/entries.ts'
import { root } from '../exec.ts'
import { makeReference } from './reference/make-reference.ts'

requireBuild()
const folder = join(root, 'docs/reference')
const pages = await makeReference()
mkdirSync(folder, { recursive: true })
const stale = [
  ...[...pages].flatMap(([file, text]) => (textOf(file) === text ? [] : [file])),
  ...readdirSync(folder).filter((file) => !pages.has(file)),
]
if (process.argv.includes('--check')) {
  for (const file of stale) console.log(`docs/reference/${file} is not what the docstrings say.`)
  if (stale.length > 0) console.log('Run: npm run docs:reference')
  process.exitCode = stale.length === 0 ? 0 : 1
} else {
  for (const file of stale)
    if (pages.has(file)) writeFileSync(join(folder, file), pages.get(file) ?? '')
    else rmSync(join(folder, file))
  console.log(`docs/reference: ${pages.size} pages, ${stale.length} changed.`)
}

function textOf(file: string): string | undefined {
  const path = join(folder, file)
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined
}
