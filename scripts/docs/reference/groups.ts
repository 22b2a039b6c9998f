/** A heading of a page of the reference, and what stands below it. */
export interface Group {
  readonly title: string
  readonly names: readonly string[]
}

/** Where a name is declared, and whether it is a value or a type. */
export interface Declared {
  readonly name: string
  readonly file: string
  readonly isType: boolean
}

/** The themes of the root entry, by the files that declare its names; the first that fits. */
const themes: readonly (readonly [title: string, files: RegExp])[] = [
  ['Errors', /^call\/errors\//],
  ['Calls and results', /^call\/(call|report|content|given)|^call\/options\/given/],
  ['Tools', /^(call\/|util\/file-key)/],
  ['Agents and runs', /^agent\//],
  ['Journals and shared keys', /^(journal|keys)\//],
  ['Wire formats', /^wire\//],
  ['Engines and turns', /^(turn|plan|limit|attempt|place)\//],
  ['Clocks and savings', /./],
]
const order = [
  'Tools',
  'Engines and turns',
  'Calls and results',
  'Agents and runs',
  'Errors',
  'Journals and shared keys',
  'Wire formats',
  'Clocks and savings',
]

/** Puts the names of an entry under headings: by theme if they are many, otherwise values and types. */
export function groupsOf(names: readonly Declared[]): Group[] {
  const titleOf = ({ file, isType }: Declared): string =>
    names.length > 60
      ? (themes.find(([, files]) => files.test(file))?.[0] ?? '')
      : isType
        ? 'Types'
        : 'Functions and values'
  const groups = Map.groupBy(names, titleOf)
  const titles = names.length > 60 ? order : ['Functions and values', 'Types']
  return titles.flatMap((title) => {
    const some = groups.get(title) ?? []
    const sorted = some.toSorted(
      (a, b) => Number(a.isType) - Number(b.isType) || a.name.localeCompare(b.name, 'en'),
    )
    return some.length === 0 ? [] : [{ title, names: sorted.map(({ name }) => name) }]
  })
}
