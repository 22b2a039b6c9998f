// `node scripts/providers.ts`: writes docs/providers.md anew, from what each format does.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './exec.ts'
import { runConformance } from '../src/testing/conformance/codec/run-conformance.ts'
import { providersPage, recordingsFolder } from './providers/document.ts'

const folder = recordingsFolder()
if (folder === undefined) {
  console.error(
    'Expected the recordings at ../shared/data/streams. Name their folder with FANFOLD_DATA.',
  )
  process.exitCode = 1
} else {
  const found = await runConformance({ dir: folder })
  const page = await providersPage({ dir: folder, found })
  writeFileSync(join(root, 'docs', 'providers.md'), page)
}
