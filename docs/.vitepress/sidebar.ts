import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A heading of the sidebar, and the pages below it. */
interface Group {
  readonly text: string
  readonly collapsed?: boolean
  /** Files of docs/ without `.md`; `folder/*` is all others of a folder, by name. One that is not there is left out. */
  readonly pages: readonly string[]
}

export interface SidebarGroup {
  readonly text: string
  readonly collapsed?: boolean
  readonly items: SidebarPage[]
}

export interface SidebarPage {
  readonly text: string
  readonly link: string
}

/** In the order in which a reader wants them. `npm run docs:check` finds a page that stands nowhere. */
const groups: readonly Group[] = [
  { text: 'Start', pages: ['getting-started', 'guarantees', 'pitfalls'] },
  {
    text: 'Guides',
    pages: [
      'guides/README',
      'guides/engine',
      'guides/agent',
      'guides/tools',
      'guides/effects',
      'guides/approvals',
      'guides/runs',
      'guides/coach',
      'guides/providers',
      'providers',
      'guides/mcp',
      'guides/cli',
      'guides/testing',
      'guides/bundlers',
    ],
  },
  { text: 'Guards', pages: ['guides/guards', 'guides/guards/*'] },
  { text: 'Recipes', collapsed: true, pages: ['recipes/README', 'recipes/*'] },
  {
    text: 'Operate',
    pages: [
      'guides/durability',
      'guides/queue',
      'guides/shared-keys',
      'guides/traces',
      'guides/page',
      'guides/opentelemetry',
      'guides/audit',
      'guides/missed',
      'support',
      'scale',
      'benchmarks',
    ],
  },
  {
    text: 'Reference',
    collapsed: true,
    pages: ['reference/README', 'reference/fanfold', 'reference/*'],
  },
  { text: 'Errors', pages: ['errors'] },
  { text: 'Decisions', collapsed: true, pages: ['decisions/README', 'decisions/*'] },
]

/** The sidebar of the pages that are there. */
export function sidebarOf(docs: string): SidebarGroup[] {
  const listed = new Set(groups.flatMap(({ pages }) => pages))
  return groups.flatMap(({ pages, ...group }) => {
    const items = pages
      .flatMap((page) => (page.endsWith('/*') ? others(docs, page.slice(0, -2), listed) : [page]))
      .filter((page) => existsSync(join(docs, `${page}.md`)))
      .map((page) => ({ text: titleOf(docs, page), link: `/${page.replace(/README$/, '')}` }))
    return items.length === 0 ? [] : [{ ...group, items }]
  })
}

/** Pages of docs/ in which a reader would never come, as `guides/new.md`. The home page is no page of the sidebar. */
export function pagesOutside(docs: string, pages: readonly string[]): string[] {
  const links = new Set(sidebarOf(docs).flatMap(({ items }) => items.map(({ link }) => link)))
  return pages.filter(
    (page) => page !== 'index.md' && !links.has(`/${page.replace(/(README)?\.md$/, '')}`),
  )
}

function others(docs: string, folder: string, listed: ReadonlySet<string>): string[] {
  if (!existsSync(join(docs, folder))) return []
  return readdirSync(join(docs, folder))
    .filter((file) => file.endsWith('.md'))
    .map((file) => `${folder}/${file.slice(0, -3)}`)
    .filter((page) => !listed.has(page))
    .toSorted()
}

/** The first words of the page's title: what stands before a colon, a comma or a bracket. */
function titleOf(docs: string, page: string): string {
  const title = /^# (.+)$/m.exec(readFileSync(join(docs, `${page}.md`), 'utf8'))?.[1] ?? page
  return page.startsWith('decisions/0')
    ? title
    : title
        .replace(/[:,(].*/, '')
        .replaceAll('`', '')
        .trim()
}
