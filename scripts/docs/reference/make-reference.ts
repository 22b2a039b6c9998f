import { publicNames } from '../public-names.ts'
import { readApi } from './api.ts'
import { entryIntros } from './entry-intros.ts'
import { pagesOf, placeFinder } from './places.ts'
import { writePage } from './write-page.ts'

/** Makes all pages of the reference: text by file in docs/reference. */
export async function makeReference(): Promise<Map<string, string>> {
  const pages = pagesOf(readApi(), publicNames())
  const find = placeFinder(pages)
  const texts = new Map<string, string>()
  for (const page of pages) texts.set(page.file, await writePage(page, find))
  const rows = pages.map(
    ({ entry, file }) => `| [\`${entry}\`](${file}) | ${entryIntros[entry]?.about ?? ''} |`,
  )
  const intro =
    'Every public name of every entry point, with what its docstring says. All properties are `readonly`, and `undefined` is' +
    ' the same as leaving an option out; the members below are listed without either.'
  const table = ['| import | |', '|---|---|', ...rows].join('\n')
  return texts.set('README.md', `# Reference\n\n${intro}\n\n${table}\n`)
}
