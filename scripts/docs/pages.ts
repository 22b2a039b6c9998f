import { join } from 'node:path'
import { pagesOutside } from '../../docs/.vitepress/sidebar.ts'
import { filesOf, root } from '../../test/repo/files.ts'
import { deadLinks, openFile, type DeadLink } from '../../test/repo/links.ts'
import { undocumentedNames, type Undocumented } from './mentions.ts'
import { publicNames } from './public-names.ts'

/** What is wrong with the pages as they are in the repository. */
export interface PageFaults {
  /** How many names all entry points have together. */
  readonly publicNames: number
  readonly undocumented: readonly Undocumented[]
  readonly deadLinks: readonly DeadLink[]
  /** Pages of docs/ that no heading of the sidebar has. */
  readonly outsideSidebar: readonly string[]
}

/** Looks at all Markdown of the repository. Nothing has to be built. */
export function findPageFaults(): PageFaults {
  const names = publicNames()
  const files = filesOf('**/*.md')
  const docs = files.filter(({ path }) => path.startsWith('docs/'))
  const guides = files.filter(
    ({ path }) =>
      /^(README\.md$|docs\/)/.test(path) && !/^docs\/(reference|decisions)\//.test(path),
  )
  const reference = new Set(
    docs
      .filter(({ path }) => path.startsWith('docs/reference/'))
      .flatMap(({ path, text }) =>
        [...text.matchAll(/^### (\S+)$/gm)].map(([, name]) => `${path} ${name}`),
      ),
  )
  const inReference = (entry: string, name: string): boolean =>
    reference.has(`docs/reference/${entry.split('/')[1] ?? entry}.md ${name}`)
  return {
    publicNames: Object.values(names).reduce(
      (sum, { values, types }) => sum + values.length + types.length,
      0,
    ),
    undocumented: undocumentedNames(names, guides, inReference),
    deadLinks: files.flatMap((file) => deadLinks(file, openFile)),
    outsideSidebar: pagesOutside(
      join(root, 'docs'),
      docs.map(({ path }) => path.slice('docs/'.length)),
    ),
  }
}
