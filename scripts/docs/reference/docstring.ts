/** A docstring in its parts, each Markdown. */
export interface Docstring {
  readonly text: string
  readonly params: readonly { readonly name: string; readonly text: string }[]
  readonly returns: string
  readonly throws: readonly string[]
  /** Code, whose lines api-extractor has joined. */
  readonly examples: readonly string[]
}

const block = /^@(param|returns|throws|example)\b[^\S\n]*/m

/** Reads a docstring. `link` makes the Markdown of a `{@link name}`. */
export function readDocstring(comment: string, link: (name: string) => string): Docstring {
  const plain = comment
    .replace(/^\s*\/\*\*/, '')
    .replace(/\*\/\s*$/, '')
    .replaceAll(/^[^\S\n]*\* ?/gm, '')
    .trim()
  const [text = '', ...rest] = plain.split(block)
  const params: { name: string; text: string }[] = []
  const throws: string[] = []
  const examples: string[] = []
  let returns = ''
  for (let at = 0; at < rest.length; at += 2) {
    const body = proseOf(rest[at + 1] ?? '', link)
    if (rest[at] === 'returns') returns = body
    else if (rest[at] === 'example') examples.push((rest[at + 1] ?? '').trim())
    else if (rest[at] === 'throws') throws.push(body.replace(/^\{(\w+)\}/, (_, name) => link(name)))
    else {
      const [, name = '', said = ''] = /^(\S+)\s*(?:-\s*)?(.*)$/s.exec(body) ?? []
      params.push({ name, text: said })
    }
  }
  return { text: proseOf(text, link), params, returns, throws, examples }
}

/** Lines joined to paragraphs, links resolved, and nothing outside code that Markdown or Vue would take for a tag. */
function proseOf(text: string, link: (name: string) => string): string {
  return text
    .trim()
    .replaceAll(/([^\n])\n(?!\n|\s*(?:[-*]|\d+\.) )[^\S\n]*/g, '$1 ')
    .split(/(`[^`]*`)/)
    .map((part) =>
      part.startsWith('`')
        ? part
        : part
            .replaceAll(/\{@link ([\w.]+)\}/g, (_, name: string) => link(name))
            .replaceAll(/<(?=[a-z/!])/gi, '&lt;')
            .replaceAll('{{', '&#123;&#123;'),
    )
    .join('')
}
