import { entries } from './entries.ts'
import { fileOf } from './files.ts'
import { publicNames } from './public-names.ts'

/** The public names of one entry point, in order of the alphabet. */
export interface NameList {
  readonly values: readonly string[]
  readonly types: readonly string[]
}

/** Where the names are written down, so that a change of them is deliberate. */
export const listPath = 'test/repo/public-names.json'

/** The names as the sources have them now. */
export function listPublicNames(source: string): NameList {
  const names = publicNames(source, fileOf)
  const ofKind = (kind: 'value' | 'type'): string[] =>
    names
      .filter((each) => each.kind === kind)
      .map(({ name }) => name)
      .toSorted()
  return { values: ofKind('value'), types: ofKind('type') }
}

/** The same for all entry points, as the list holds it. */
export function formatPublicNames(): string {
  const lists = entries().map(({ name, source }) => [name, listPublicNames(source)])
  return `${JSON.stringify(Object.fromEntries(lists), undefined, 2)}\n`
}
