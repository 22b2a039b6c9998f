import { format } from 'prettier'
import type { ApiItem } from './api.ts'

const options = { parser: 'typescript', semi: false, singleQuote: true, printWidth: 88 } as const

/** A declaration's text as TypeScript, formatted, without what the reader knows: that it is exported. */
export async function declarationOf(item: ApiItem): Promise<string> {
  const bare = textOf(item).replace(/^export (declare )?/, '')
  const text = /^\w+:/.test(bare) ? `const ${bare}` : bare
  const whole = /^(abstract )?(interface|class) /.test(text) ? `${text.trimEnd()} {}` : text
  const formatted = (await format(`declare ${whole}`, options)).trim()
  return formatted.replace(/^declare /, '').replace(/ \{\}$/, '')
}

/** A member's text: `name?: type`. Without `readonly`, as all are, nor `| undefined` after a question mark. */
export async function memberOf(item: ApiItem): Promise<string> {
  const text = textOf(item)
    .trim()
    .replace(/^(static )?readonly /, '$1')
    .replace(/^(\w+\?: .*?)\s*\|\s*undefined;?$/s, '$1')
  const kind = /^(static|constructor)\b/.test(text) ? 'declare class X' : 'interface X'
  const formatted = await format(`${kind} {\n${text}\n}`, options)
  const lines = formatted.trim().split('\n').slice(1, -1)
  return lines.map((line) => line.replace(/^ {2}/, '')).join('\n')
}

/** An example in lines again. */
export async function exampleOf(code: string): Promise<string> {
  return (await format(code, options)).trim()
}

/** The names of other declarations in a declaration's text, each once. */
export function namesIn(item: ApiItem): string[] {
  const own = item.excerptTokens
    .filter(({ kind, canonicalReference }) => kind === 'Reference' && isOurs(canonicalReference))
    .map(({ canonicalReference = '' }) => /^fanfold!~?([\w$]+)/.exec(canonicalReference)?.[1] ?? '')
    .map(plainName)
  return [...new Set([...own, ...(item.members ?? []).flatMap(namesIn)])]
}

/** Members as the declaration has them; api-extractor sorts them. `source` is the file that declares it. */
export function inOrder(item: ApiItem, source: string): ApiItem[] {
  const start = source.search(new RegExp(`\\b(interface|class|type) ${item.name}\\b`))
  const placeOf = (member: ApiItem): number => {
    const found = source.indexOf(`\n    ${textOf(member).trimStart().split('\n')[0]}`, start)
    return found < 0 ? Infinity : found
  }
  const members = (item.members ?? []).map((member) => ({ member, place: placeOf(member) }))
  return members.toSorted((a, b) => a.place - b.place).map(({ member }) => member)
}

/** api-extractor numbers what is named as something global is: `ErrorOptions_2`. */
export const plainName = (name: string): string => name.replace(/_\d+$/, '')

const textOf = ({ excerptTokens }: ApiItem): string =>
  excerptTokens.map(({ text }) => text).join('')

const isOurs = (reference: string | undefined): boolean =>
  reference?.startsWith('fanfold!') === true
