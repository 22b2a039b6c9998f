import { anchorMaker } from '../anchors.ts'
import type { NamesByEntry } from '../mentions.ts'
import type { ApiEntry, ApiItem } from './api.ts'
import { namesIn, plainName } from './declaration.ts'
import { groupsOf, type Group } from './groups.ts'

/** A page of the reference: what it tells of, and where. */
export interface Page {
  readonly entry: string
  /** Its file in docs/reference. */
  readonly file: string
  readonly groups: readonly Group[]
  /** Of each name, its declarations: several of an overloaded function. */
  readonly items: ReadonlyMap<string, readonly ApiItem[]>
  /** Of each name that has a heading here, its anchor. */
  readonly anchors: ReadonlyMap<string, string>
}

export const unexported = 'Not exported'

/**
 * Deals the declarations out to pages: an entry's public names, and last what these name that no entry exports, on the
 * first page that needs it.
 */
export function pagesOf(entries: readonly ApiEntry[], names: NamesByEntry): Page[] {
  const all = entries.map(({ name, items }) => ({ name, items: itemsByName(items) }))
  const isPublic = new Set(
    all.flatMap(({ items }) => [...items.values()].filter(exported).map(([first]) => keyOf(first))),
  )
  const placed = new Set<string>()
  return all.map(({ name: entry, items }) => {
    const own = [...items].filter(([, some]) => exported(some)).map(([name]) => name)
    const isType = (name: string): boolean => names[entry]?.types.includes(name) === true
    const groups = groupsOf(
      own.map((name) => ({ name, file: fileOf(items.get(name)?.[0]), isType: isType(name) })),
    )
    const reached = new Set(own)
    const hidden: string[] = []
    for (const name of reached)
      for (const other of (items.get(name) ?? []).flatMap(namesIn)) {
        const key = keyOf(items.get(other)?.[0])
        if (reached.has(other) || key === undefined || isPublic.has(key)) continue
        reached.add(other)
        if (placed.has(key)) continue
        placed.add(key)
        hidden.push(other)
      }
    if (hidden.length > 0) groups.push({ title: unexported, names: hidden.toSorted() })
    const file = `${entry.split('/')[1] ?? entry}.md`
    return { entry, file, groups, items, anchors: anchorsOf(entry, groups) }
  })
}

/** Finds where a name that stands in a page's declarations is told of: here if it is, otherwise on the first page. */
export function placeFinder(
  pages: readonly Page[],
): (page: Page, name: string) => string | undefined {
  const places = new Map<string, string>()
  for (const { file, items, anchors } of pages)
    for (const [name, anchor] of anchors) {
      const key = keyOf(items.get(name)?.[0])
      if (key !== undefined && !places.has(key)) places.set(key, `${file}#${anchor}`)
    }
  const byName = new Map([...places].map(([key, place]) => [key.split(' ')[1], place]))
  return ({ anchors, items }, name) => {
    if (anchors.has(name)) return `#${anchors.get(name)}`
    const key = keyOf(items.get(name)?.[0])
    return key === undefined ? byName.get(name) : places.get(key)
  }
}

function anchorsOf(entry: string, groups: readonly Group[]): Map<string, string> {
  const make = anchorMaker()
  make(entry)
  const anchors = new Map<string, string>()
  for (const { title, names } of groups) {
    make(title)
    for (const name of names) anchors.set(name, make(name))
  }
  return anchors
}

function itemsByName(items: readonly ApiItem[]): Map<string, ApiItem[]> {
  return Map.groupBy(items, ({ name = '' }) => plainName(name))
}

const exported = ([first]: readonly ApiItem[]): boolean =>
  first?.canonicalReference.includes('!~') === false

const fileOf = (item: ApiItem | undefined): string =>
  (item?.fileUrlPath ?? '').replace(/^dist\//, '')

/** A declaration that several entries have, told by its file. */
const keyOf = (item: ApiItem | undefined): string | undefined =>
  item === undefined ? undefined : `${item.fileUrlPath} ${item.name}`
