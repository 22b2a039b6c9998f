// `node scripts/docs/undocumented.ts`: the public names that no page speaks of, entry by entry. Fast: nothing is built.
import { fileOf, filesOf } from '../../test/repo/files.ts'
import { listPath } from '../../test/repo/public-name-list.ts'
import { undocumentedNames, type NamesByEntry } from './mentions.ts'

const names = JSON.parse(fileOf(listPath).text) as NamesByEntry
const guides = filesOf('README.md', 'docs/**/*.md').filter(
  ({ path }) => !/^docs\/(reference|decisions)\//.test(path),
)
const missing = undocumentedNames(names, guides, () => true)
for (const [entry, some] of Map.groupBy(missing, ({ entry }) => entry))
  console.log(`${entry}: ${some.map(({ name }) => name).join(', ')}`)
console.log(`${missing.length} names are in no guide.`)
