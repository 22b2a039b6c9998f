// `node scripts/providers.ts`: writes docs/providers.md anew, from what each format does.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './exec.ts'
import { providersPage, recordingsFolder } from './providers/document.ts'

const folder = recordingsFolder()
if (folder === undefined) {
  console.error(
    'Expected the recordings at ../shared/data/streams. Name their folder with FANFOLD_DATA.',
  )
  process.exitCode = 1
} else writeFileSync(join(root, 'docs', 'providers.md'), await providersPage(folder))
