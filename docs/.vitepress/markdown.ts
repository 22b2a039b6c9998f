import { existsSync } from 'node:fs'
import { join, posix } from 'node:path'

/** What is used of markdown-it, whose types VitePress does not hand on. */
interface Token {
  type: string
  tag: string
  attrs: [string, string][] | null
  children: Token[] | null
  content: string
}

interface Markdown {
  readonly core: {
    readonly ruler: {
      push(
        name: string,
        rule: (state: { tokens: Token[]; env: { relativePath?: string } }) => void,
      ): void
    }
  }
}

/**
 * Makes links of the repository links of the site. `README.md` is a folder's index. What lies outside docs/ has no page: it
 * leads to the repository, if its address is given, and is otherwise only named.
 */
export function repositoryLinks(docs: string, repository: string | undefined) {
  return (markdown: Markdown): void => {
    markdown.core.ruler.push('repository-links', ({ tokens, env }) => {
      const folder = posix.dirname(env.relativePath ?? '')
      for (const { children } of tokens) {
        if (children === null) continue
        let outside = false
        for (const token of children) {
          if (token.type === 'link_close' && outside) token.tag = 'span'
          if (token.type === 'image' && !isThere(docs, folder, hrefOf(token, 'src'))) {
            token.type = 'text'
            token.children = null
          }
          if (token.type !== 'link_open') continue
          const href = hrefOf(token, 'href')
          const target = posix.join(folder, href)
          outside = !/^([a-z]+:|#|\/)/.test(href) && target.startsWith('../')
          if (outside) leadOut(token, target.slice('../'.length), repository)
          else set(token, 'href', href.replace(/(^|\/)README\.md/, '$1index.md'))
          outside &&= token.tag === 'span'
        }
      }
    })
  }
}

function leadOut(token: Token, path: string, repository: string | undefined): void {
  if (repository !== undefined) return set(token, 'href', `${repository}/blob/main/${path}`)
  token.tag = 'span'
  token.attrs = [['title', `In the repository: ${path}`]]
}

/** An image that somebody has still to make is not shown. */
function isThere(docs: string, folder: string, path: string): boolean {
  return /^[a-z]+:/.test(path) || existsSync(join(docs, path.startsWith('/') ? '' : folder, path))
}

function hrefOf({ attrs }: Token, name: string): string {
  return attrs?.find(([key]) => key === name)?.[1] ?? ''
}

function set(token: Token, name: string, value: string): void {
  token.attrs = (token.attrs ?? []).map(([key, old]) => [key, key === name ? value : old])
}
