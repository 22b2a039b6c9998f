// `node scripts/docs/undocumented.ts`: the public names that no page speaks of, entry by entry. Fast: nothing is built.
import { filesOf } from '../../test/repo/files.ts'
import { undocumentedNames } from './mentions.ts'
import { publicNames } from './public-names.ts'

const guides = filesOf('README.md', 'docs/**/*.md').filter(
  ({ path }) => !/^docs\/(reference|decisions)\//.test(path),
)
const missing = undocumentedNames(publicNames(), guides, () => true)
for (const [entry, some] of Map.groupBy(missing, ({ entry }) => entry))
  console.log(`${entry}: ${some.map(({ name }) => name).join(', ')}`)
console.log(`${missing.length} names are in no guide.`)
