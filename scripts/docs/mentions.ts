import type { NameList } from '../../test/repo/public-name-list.ts'
import type { TextFile } from '../../test/repo/files.ts'

/** The public names of each entry point, as test/repo/public-names.json has them. */
export type NamesByEntry = Readonly<Record<string, NameList>>

/** A public name that readers do not find. */
export interface Undocumented {
  readonly entry: string
  readonly name: string
  /** Where it is not found: in the reference, or in any page that people wrote. */
  readonly missing: readonly ('reference' | 'guide')[]
}

const fence = /^ *```(\w*).*?\n(.*?)^ *```/gms
const imports = /import\s+(?:type\s+)?\{([^}]*)\}\s+from\s+'(fanfold[\w/-]*)'/g

/**
 * Says whether a page speaks of a public name in code: it imports the name from the entry, or has `name`, `name(…)` or
 * `name.…` between backticks. A name that is no everyday word may stand anywhere in its code. Several entries have a `guard`:
 * a page that speaks of an entry's name must name the entry, too, unless it is the root.
 */
export function mentions({ text }: TextFile): (entry: string, name: string) => boolean {
  const fences = [...text.matchAll(fence)].map(({ 2: code = '' }) => code).join('\n')
  const inline = [...text.replaceAll(fence, '').matchAll(/`([^`]+)`/g)].map(([, code = '']) => code)
  const code = [fences, ...inline].join('\n')
  const begun = new Set(inline.map((words) => /^[\w$]+/.exec(words)?.[0]))
  const words = new Set(code.match(/[\w$]+/g))
  const imported = new Set(
    [...fences.matchAll(imports)].flatMap(([, names = '', from]) =>
      (names.match(/[\w$]+/g) ?? []).map((name) => `${from} ${name}`),
    ),
  )
  return (entry, name) => {
    if (imported.has(`${entry} ${name}`)) return true
    if (entry !== 'fanfold' && !new RegExp(`\\b${entry}(?![\\w/-])`).test(text)) return false
    return begun.has(name) || (/[A-Z]/.test(name) && words.has(name))
  }
}

/** The public names that are missing in the reference, or in all other pages. */
export function undocumentedNames(
  names: NamesByEntry,
  guides: readonly TextFile[],
  inReference: (entry: string, name: string) => boolean,
): Undocumented[] {
  const spoken = guides.map(mentions)
  return Object.entries(names).flatMap(([entry, { values, types }]) =>
    [...values, ...types].flatMap((name) => {
      const missing = [
        ...(inReference(entry, name) ? [] : (['reference'] as const)),
        ...(spoken.some((speaks) => speaks(entry, name)) ? [] : (['guide'] as const)),
      ]
      return missing.length === 0 ? [] : [{ entry, name, missing }]
    }),
  )
}
