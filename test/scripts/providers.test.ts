import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { runConformance } from '../../src/conformance.ts'
import { providersPage, recordingsFolder, recordingsRow } from '../../scripts/providers/document.ts'

const committed = readFileSync(join(import.meta.dirname, '../../docs/providers.md'), 'utf8')

/** Without the row of the recordings, and without the padding that its width may have made. */
function others(page: string): string[] {
  return page
    .split('\n')
    .filter((line) => !line.startsWith(recordingsRow))
    .map((line) =>
      line.startsWith('|') ? line.replaceAll(/-{3,}/g, '---').replaceAll(/ +/g, ' ') : line,
    )
}

test('docs/providers.md says what the formats do (node scripts/providers.ts writes it anew)', async () => {
  assert.deepEqual(others(committed), others(await providersPage(undefined)))
})

const folder = recordingsFolder()
const skip = folder === undefined && 'no recordings at ../shared/data (set FANFOLD_DATA)'

test('all recordings are exact, and it says how many', { skip }, async () => {
  const dir = folder as string
  const found = await runConformance({ dir })
  assert.deepEqual(found.wrong, [])
  assert.ok(found.files > 90 && found.exact === found.files)
  assert.equal(committed, await providersPage({ dir, found }))
})

test('nothing that every format has to do is missing', () => {
  for (const label of ['Whole', 'Streamed', 'Ids made']) {
    const row = committed.split('\n').find((line) => line.startsWith(`| ${label} `)) ?? ''
    assert.deepEqual(
      [
        ...new Set(
          row
            .split('|')
            .slice(2, -1)
            .map((cell) => cell.trim()),
        ),
      ],
      ['yes'],
    )
  }
})
