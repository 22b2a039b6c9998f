import { posix } from 'node:path'

/** What a page may link to, once it is published. */
export interface Published {
  /** The files of the package, relative to it. */
  readonly files: ReadonlySet<string>
  /** Where each of them can be read once this version is published; ends with a slash. */
  readonly base: string
}

/** Where jsDelivr shows the files of a version. It lists folders, and needs no repository. */
export function filesUrl(name: string, version: string): string {
  return `https://cdn.jsdelivr.net/npm/${name}@${version}/`
}

const fence = /^```.*?^```/gms
/** A link or an image, whose text may hold an image: 1 the mark of an image, 2 the text, 3 the target. */
const markdownLink = /(!?)\[((?:[^[\]]|!\[[^[\]]*\]\([^()\s]+\))*)\]\(([^()\s]+)\)/g
const htmlLink = /(?<=\s(?:src|srcset|href)=")[^"]+(?=")/g

/**
 * The text of a page as it is published. Links of the README, which npm shows by itself, become absolute; those of the other
 * pages stay as they are, beside each other. What the package does not hold loses its link, and keeps its words.
 */
export function publishedPage(path: string, text: string, published: Published): string {
  const rewrite = (prose: string): string =>
    prose
      .replaceAll(markdownLink, (_, image: string, words: string, href: string) => {
        const inner = words.includes('](') ? rewrite(words) : words
        const target = targetOf(path, href, published)
        return target === undefined ? inner : `${image}[${inner}](${target})`
      })
      .replaceAll(htmlLink, (href) => targetOf(path, href, published) ?? '')
  let from = 0
  let out = ''
  for (const { index, 0: block } of text.matchAll(fence)) {
    out += rewrite(text.slice(from, index)) + block
    from = index + block.length
  }
  return out + rewrite(text.slice(from))
}

/** The links of a page that lead to no file of the package, nor to a site. */
export function deadLinks(path: string, text: string, { files }: Published): string[] {
  const prose = text.replaceAll(fence, '')
  const links = [...prose.matchAll(markdownLink)].map(([, , , href = '']) => href)
  return [...links, ...[...prose.matchAll(htmlLink)].map(([href]) => href)].filter(
    (href) => !isElsewhere(href) && fileOf(path, href, files) === undefined,
  )
}

function targetOf(path: string, href: string, { files, base }: Published): string | undefined {
  if (isElsewhere(href)) return href
  const file = fileOf(path, href, files)
  if (file === undefined) return undefined
  return path === 'README.md' ? base + file + (/#.*/.exec(href)?.[0] ?? '') : href
}

/** The file or folder of the package that a link leads to; a folder ends with a slash. */
function fileOf(path: string, href: string, files: ReadonlySet<string>): string | undefined {
  const file = posix.join(posix.dirname(path), href.replace(/[#?].*/, ''))
  if (files.has(file)) return file
  const folder = file.endsWith('/') ? file : `${file}/`
  return [...files].some((each) => each.startsWith(folder)) ? folder : undefined
}

function isElsewhere(href: string): boolean {
  return href.startsWith('#') || /^[a-z][a-z+.-]*:/i.test(href)
}
