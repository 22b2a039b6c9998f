import { readFileSync, statSync } from 'node:fs'
import { join, posix } from 'node:path'
import { anchorMaker } from '../../scripts/docs/anchors.ts'
import { root, type TextFile } from './files.ts'
import { lineAt } from './syntax.ts'

/** A link that leads nowhere. */
export interface DeadLink {
  /** The page and its line, as `docs/a.md:12`. */
  readonly from: string
  readonly to: string
  readonly why: string
}

/** What there is at a path of the repository: the text of a file, or `folder`. */
export type Open = (path: string) => { readonly text: string } | 'folder' | undefined

/** Of this repository. */
export const openFile: Open = (path) => {
  const stat = statSync(join(root, path), { throwIfNoEntry: false })
  if (stat === undefined || stat.isDirectory()) return stat && 'folder'
  return { text: path.endsWith('.md') ? readFileSync(join(root, path), 'utf8') : '' }
}

const fence = /^( *)(```+|~~~+).*?\n(?:.*?\n)??\1\2[`~]*[^\S\n]*$/gms
const target =
  /\]\(\s*(?:<([^>\n]*)>|([^\s()]+(?:\([^\s()]*\)[^\s()]*)*))(?:\s+["'][^\n]*?["'])?\s*\)/g
const definition = /^ {0,3}\[(?!\^)[^\]\n]+\]:[^\S\n]*<?([^\s>]+)/gm
const attribute = /<(?:a|img|source)\b[^>]*?\s(?:href|src|srcset)="([^"]*)"/g
/** The home page's links are in its front matter, as the site has them. */
const siteLink = /^ *(?:-? *link|src): *['"]?(\/[^\s'"]*)/gm
const frontMatter = /^---\n.*?\n---\n/s

/** Says which links of a page lead to no file, or to no heading of it. Links to other sites are not looked at. */
export function deadLinks({ path, text }: TextFile, open: Open): DeadLink[] {
  const prose = withoutCode(text)
  const found = [target, definition, attribute].flatMap((each) =>
    [...prose.matchAll(each)].map((match) => ({
      index: match.index,
      href: match[1] ?? match[2] ?? '',
    })),
  )
  const ofSite = [...(frontMatter.exec(text)?.[0] ?? '').matchAll(siteLink)].map((match) => ({
    index: match.index + match[0].indexOf('/'),
    href: fromSite(match[1] ?? ''),
  }))
  return [...found, ...ofSite]
    .toSorted((a, b) => a.index - b.index)
    .flatMap(({ index, href }) => {
      const why = faultOf(path, text, href, open)
      return why === undefined ? [] : [{ from: `${path}:${lineAt(text, index)}`, to: href, why }]
    })
}

/** By text: the pages of the reference are long, and have a link in every line. */
const anchors = new Map<string, ReadonlySet<string>>()

/** The anchors of a page's headings, as GitHub and the site make them, and those that it names itself. */
export function anchorsOf(text: string): ReadonlySet<string> {
  const known = anchors.get(text)
  if (known !== undefined) return known
  const make = anchorMaker()
  const lines = text.replaceAll(fence, '').replace(frontMatter, '')
  const headings = [...lines.matchAll(/^ {0,3}#{1,6}[^\S\n]+(.*?)[^\S\n]*#*$/gm)].map(
    ([, title = '']) =>
      make(title.replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, '$1').replaceAll(/<[^>`]*>|&\w+;/g, '')),
  )
  const named = [...lines.matchAll(/<a (?:id|name)="([^"]+)"/g)].map(([, name = '']) => name)
  const all = new Set([...headings, ...named])
  anchors.set(text, all)
  return all
}

function faultOf(from: string, text: string, href: string, open: Open): string | undefined {
  if (/^[a-z][a-z\d+.-]*:/i.test(href)) return undefined
  if (href.startsWith('/'))
    return 'it begins with a slash: GitHub and the site read that differently.'
  const [file = '', anchor] = href.split('#')
  const relative = decoded(file.split('?')[0] ?? '')
  const path = file === '' ? from : posix.join(posix.dirname(from), relative).replace(/\/$/, '')
  if (path.startsWith('../')) return 'it leads out of the repository.'
  const there = file === '' ? { text } : open(path)
  if (there === undefined) return `there is no ${path}.`
  if (there === 'folder')
    return inSite(from) && inSite(path)
      ? `${path} is a folder, which is no page of the site.`
      : undefined
  if (anchor === undefined || anchor === '') return undefined
  if (!path.endsWith('.md'))
    return /^L\d+(-L\d+)?$/.test(anchor) ? undefined : `${path} has no headings.`
  return anchorsOf(there.text).has(decoded(anchor))
    ? undefined
    : `${path} has no heading #${anchor}.`
}

/** `/guides/tools` and `/reference/` in the site are these files of docs/. */
function fromSite(link: string): string {
  const [page = '', anchor] = link.slice(1).split('#')
  const file = /\.\w+$/.test(page) ? page : /(^|\/)$/.test(page) ? `${page}README.md` : `${page}.md`
  return anchor === undefined ? file : `${file}#${anchor}`
}

/** The same text, line by line, without what stands in code. */
function withoutCode(text: string): string {
  const blank = (code: string): string => code.replaceAll(/[^\n]/g, ' ')
  return text
    .replaceAll(fence, blank)
    .replaceAll(/(`+)(?!`)(?:(?!\n\n).)*?(?<!`)\1(?!`)/gs, blank)
    .replaceAll(/<!--.*?-->/gs, blank)
}

const inSite = (path: string): boolean => path.startsWith('docs/')

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
