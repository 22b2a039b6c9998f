import { none, number } from '../column.ts'

/** One row's figure in one column; undefined where it was not measured. */
export interface Figure {
  readonly label: string
  readonly value: number | undefined
}

/** What stands beside each other in one column. */
export interface Compared {
  /** As in a sentence: "at 10 calls". */
  readonly place: string
  readonly own: readonly Figure[]
  readonly peers: readonly Figure[]
}

export function cheapest(figures: readonly Figure[]): Figure | undefined {
  const measured = figures.filter(({ value }) => value !== undefined)
  return measured.toSorted((a, b) => Number(a.value) - Number(b.value))[0]
}

/** How many times the cheapest peer's; below 1 is first. */
export function ratioTo(own: number | undefined, peers: readonly Figure[]): number | undefined {
  const least = cheapest(peers)?.value
  return own === undefined || least === undefined || least === 0 ? undefined : own / least
}

export function times(ratio: number | undefined): string {
  return ratio === undefined ? none : `${number(ratio, 2)}x`
}

/** Names every cell in which Fanfold is not the cheapest; or says that it always is. */
export function notFirst(
  tables: readonly { readonly title: string; readonly columns: readonly Compared[] }[],
): readonly string[] {
  const columns = tables.flatMap((table) => table.columns.map((column) => ({ ...table, column })))
  const measured = columns.flatMap(({ column: { own, peers } }) =>
    own.map(({ value }) => ratioTo(value, peers)).filter((ratio) => ratio !== undefined),
  )
  if (measured.length === 0) return ['Nothing here is measured beside a peer.']
  const late = measured.filter((ratio) => ratio > 1).length
  if (late === 0) return [`Fanfold is the cheapest in all ${measured.length} cells.`]
  return [
    `Fanfold is not the cheapest in ${late} of ${measured.length} cells:`,
    '',
    ...columns.flatMap(({ title, column }) => behind(title, column)),
  ]
}

function behind(title: string, { place, own, peers }: Compared): readonly string[] {
  const late = own.flatMap(({ label, value }) => {
    const ratio = ratioTo(value, peers)
    return ratio === undefined || ratio <= 1 ? [] : [`${label} (${times(ratio)})`]
  })
  if (late.length === 0) return []
  return [`- ${title}, ${place}: ${cheapest(peers)?.label} comes before ${late.join(' and ')}.`]
}
