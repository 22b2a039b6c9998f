import { posix } from 'node:path'
import type { TextFile } from './files.ts'
import { lineAt } from './syntax.ts'

const link = /\[[^\]\n]*\]\(([^)\s]+)\)/g

/** Says which links of a page lead to no file of the repository. Links to other sites are not looked at. */
export function linkFaults({ path, text }: TextFile, exists: (path: string) => boolean): string[] {
  const prose = text.replaceAll(/^```.*?^```/gms, (block) => block.replaceAll(/[^\n]/g, ' '))
  return [...prose.matchAll(link)].flatMap(({ index, 1: href = '' }) => {
    if (/^[a-z]+:/.test(href) || href.startsWith('#')) return []
    const target = posix.join(posix.dirname(path), href.replace(/#.*/, ''))
    return exists(target)
      ? []
      : [`${path}:${lineAt(text, index)} links to ${target}: no such file.`]
  })
}
