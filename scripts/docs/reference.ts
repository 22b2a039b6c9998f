// `npm run docs:reference`: makes docs/reference from the docstrings of `dist/`.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { requireBuild } from '../../test/repo/entries.ts'
import { makeReference } from './reference/make-reference.ts'
import { hasPackages, installing } from './site.ts'
import { referenceFolder, stalePages } from './stale-pages.ts'

if (hasPackages()) {
  requireBuild()
  const pages = await makeReference()
  const stale = stalePages(pages)
  mkdirSync(referenceFolder, { recursive: true })
  for (const file of stale) {
    const text = pages.get(file)
    if (text === undefined) rmSync(join(referenceFolder, file))
    else writeFileSync(join(referenceFolder, file), text)
  }
  console.log(`docs/reference: ${pages.size} pages, ${stale.length} changed.`)
} else {
  console.error(`The reference is made with packages of its own. Run: ${installing}`)
  process.exitCode = 2
}
