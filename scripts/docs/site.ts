import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { exec, type Outcome } from '../exec.ts'
import { packages } from './reference/api.ts'

/** Whether the site's own packages are installed. */
export const hasPackages = (): boolean => existsSync(join(packages, 'node_modules/vitepress'))

export const installing = 'npm ci --prefix docs/.vitepress'

/** The words of a VitePress command on docs/. */
export const vitepress = (...words: readonly string[]): string[] => [
  join(packages, 'node_modules/vitepress/bin/vitepress.js'),
  ...words,
]

/** Builds the site into a folder. */
export function buildSite(folder: string): Promise<Outcome> {
  return exec(['node', ...vitepress('build', 'docs', '--outDir', folder)])
}

/** Links of a built site, to its own pages, that lead nowhere: `page href`. */
export function deadLinksOf(folder: string): { from: string; to: string; why: string }[] {
  const pages = new Map(
    globSync('**/*.html', { cwd: folder }).map((page) => [
      page,
      readFileSync(join(folder, page), 'utf8'),
    ]),
  )
  const ids = new Map<string, ReadonlySet<string>>()
  for (const [page, html] of pages)
    ids.set(page, new Set([...html.matchAll(/\sid="([^"]*)"/g)].map(([, id = '']) => plain(id))))
  return [...pages].flatMap(([page, html]) =>
    [
      ...new Set(
        [...html.matchAll(/\s(?:href|src)="([^"]*)"/g)].map(([, href = '']) => plain(href)),
      ),
    ]
      .filter((href) => !/^[a-z]+:|^#?$/i.test(href))
      .flatMap((to) => {
        const { pathname, hash } = new URL(to, `http://site/${page}`)
        const path = decodeURIComponent(pathname).slice(1)
        const file = [path, `${path}index.html`, `${path}.html`].find((each) =>
          each.endsWith('.html') ? pages.has(each) : each !== '' && existsSync(join(folder, each)),
        )
        if (file === undefined) return [{ from: page, to, why: 'the site has no such file.' }]
        const id = decodeURIComponent(hash.slice(1))
        return id === '' || ids.get(file)?.has(id) === true
          ? []
          : [{ from: page, to, why: `${file} has no such heading.` }]
      }),
  )
}

const plain = (text: string): string => text.replaceAll('&amp;', '&').replaceAll('&quot;', '"')
