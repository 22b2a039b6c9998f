import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { DeadLink } from '../../test/repo/links.ts'
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

/** Links of a built site, to its own pages, that lead nowhere; each once, for a menu is on every page. */
export function deadLinksOf(folder: string): DeadLink[] {
  const pages = new Map(
    globSync('**/*.html', { cwd: folder }).map((page) => [
      page,
      readFileSync(join(folder, page), 'utf8'),
    ]),
  )
  const ids = new Map<string, ReadonlySet<string>>()
  for (const [page, html] of pages) ids.set(page, new Set(valuesOf(html, 'id')))
  const dead = new Map<string, DeadLink>()
  for (const [from, html] of pages)
    for (const to of [...valuesOf(html, 'href'), ...valuesOf(html, 'src')]) {
      if (/^[a-z]+:|^#?$/i.test(to)) continue
      const { pathname, hash } = new URL(to, `http://site/${from}`)
      const path = decodeURIComponent(pathname).slice(1)
      const file = [path, `${path}index.html`].find((each) =>
        each.endsWith('.html')
          ? pages.has(each)
          : /\w$/.test(each) && existsSync(join(folder, each)),
      )
      const id = decodeURIComponent(hash.slice(1))
      if (file === undefined) dead.set(to, { from, to, why: 'the site has no such file.' })
      else if (id !== '' && ids.get(file)?.has(id) !== true)
        dead.set(to, { from, to, why: `${file} has no such heading.` })
    }
  return [...dead.values()]
}

function valuesOf(html: string, attribute: string): string[] {
  return [...html.matchAll(new RegExp(`\\s${attribute}="([^"]*)"`, 'g'))].map(([, value = '']) =>
    value.replaceAll('&amp;', '&').replaceAll('&quot;', '"'),
  )
}
