import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../exec.ts'
import type { ApiItem } from './api.ts'
import { declarationOf, exampleOf, inOrder, memberOf, namesIn } from './declaration.ts'
import { readDocstring, type Docstring } from './docstring.ts'
import { entryIntros } from './entry-intros.ts'
import { type Page, unexported } from './places.ts'

type Find = (page: Page, name: string) => string | undefined

/** Of whom nobody is helped by hearing that they are named everywhere. */
const longestUsers = 8

/** Writes one page of the reference. `find` says where a name is told of. */
export async function writePage(page: Page, find: Find): Promise<string> {
  const { entry, groups, anchors } = page
  const intro = entryIntros[entry]
  if (intro === undefined) throw new Error(`Expected an intro of ${entry} in entry-intros.ts.`)
  const linked = (name: string): string => `[\`${name}\`](#${anchors.get(name)})`
  const parts = [
    `# ${entry}`,
    `${intro.about} How it is used: [the guide](${intro.guide}).`,
    ...groups.map(({ title, names }) => `**${title}:** ${names.map(linked).join(' ')}`),
  ]
  for (const { title, names } of groups) {
    parts.push(`## ${title}`)
    if (title === unexported) parts.push('Named above, and not to be imported.')
    for (const name of names) parts.push(...(await writeName(page, name, find)))
  }
  return `${parts.join('\n\n')}\n`
}

async function writeName(page: Page, name: string, find: Find): Promise<string[]> {
  const items = page.items.get(name) ?? []
  const code = (await Promise.all(items.map(declarationOf))).join('\n\n')
  const docs = items.map(({ docComment }) => docstringOf(docComment, page, find))
  const examples = await Promise.all(docs.flatMap((doc) => doc.examples).map(exampleOf))
  const parts = [`### ${name}`, fenced(code), ...docs.flatMap(saidOf), ...examples.map(fenced)]
  for (const item of items) parts.push(...(await writeMembers(item, page, find)))
  const uses = [...new Set(items.flatMap(namesIn))].filter((other) => other !== name)
  const users = [...page.anchors.keys()].filter(
    (other) => other !== name && (page.items.get(other) ?? []).flatMap(namesIn).includes(name),
  )
  const types = uses.flatMap((other) => linkTo(other, find(page, other)))
  if (types.length > 0) parts.push(`Types: ${types.join(', ')}`)
  if (users.length > 0 && users.length <= longestUsers)
    parts.push(`Used by: ${users.flatMap((other) => linkTo(other, find(page, other))).join(', ')}`)
  return parts
}

async function writeMembers(item: ApiItem, page: Page, find: Find): Promise<string[]> {
  if (item.members === undefined || item.fileUrlPath === undefined) return []
  const source = readFileSync(join(root, item.fileUrlPath), 'utf8')
  const lists = await Promise.all(
    inOrder(item, source).map(async (member) => {
      const text = await memberOf(member)
      const said = saidOf(docstringOf(member.docComment, page, find))
      const isLong = text.includes('\n')
      const head = isLong ? `- **\`${nameOf(member)}\`**` : `- **\`${text}\`**`
      const [first, ...more] = said
      const lines = [
        first === undefined ? head : `${head}: ${first}`,
        ...(isLong ? [fenced(text)] : []),
        ...more,
      ]
      return lines
        .map((line, at) => (at === 0 ? inList(line).trimStart() : inList(line)))
        .join('\n\n')
    }),
  )
  return lists.length === 0 ? [] : [lists.join('\n')]
}

/** The sentences of a docstring, a paragraph each. */
function saidOf({ text, params, returns, throws }: Docstring): string[] {
  return [
    ...(text === '' ? [] : [text]),
    ...(params.length === 0
      ? []
      : [
          params
            .map(({ name, text: said }) => `- \`${name}\`: ${inList(said).trimStart()}`)
            .join('\n'),
        ]),
    ...(returns === '' ? [] : [`Returns ${lowered(returns)}`]),
    ...throws.map((said) => `Throws ${said}`),
  ]
}

function docstringOf(comment: string, page: Page, find: Find): Docstring {
  // Words that api-extractor adds.
  const own = comment.replace(/Constructs a new instance of the `\w+` class/, '')
  return readDocstring(own, (name) => {
    const [link] = linkTo(name, find(page, name.split('.')[0] ?? ''))
    if (link === undefined)
      throw new Error(
        `Expected the {@link ${name}} on the page of ${page.entry} to lead to a public name.`,
      )
    return link
  })
}

const linkTo = (name: string, place: string | undefined): string[] =>
  place === undefined ? [] : [`[\`${name}\`](${place})`]

const fenced = (code: string): string => `\`\`\`ts\n${code}\n\`\`\``

const inList = (text: string): string => text.replaceAll(/^(?=.)/gm, '  ')

const nameless: Readonly<Record<string, string>> = {
  Constructor: 'constructor',
  CallSignature: 'call',
  IndexSignature: '[key]',
}

const nameOf = ({ name, kind }: ApiItem): string => name ?? nameless[kind] ?? kind

const lowered = (text: string): string =>
  /^[A-Z][a-z]/.test(text) ? `${text[0]?.toLowerCase()}${text.slice(1)}` : text
