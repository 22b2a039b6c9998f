import type { ByTurns, Cell, Part, Suite } from '../contest.ts'
import { median } from '../suites/shared/median.ts'
import { runCell } from './run-cell.ts'

type Figure = number | string | boolean | null
type Figures = Readonly<Record<string, Figure>>

/** Runs a suite's processes by turns and tells of each part when its last process has ended. */
export async function runByTurns(
  suite: Suite,
  { groups, processes, quickProcesses }: ByTurns,
  wanted: readonly string[],
  quick: boolean,
  tell: (part: Part, figures: Figures) => void,
): Promise<void> {
  const rounds = quick ? quickProcesses : processes
  for (const group of groups) {
    const parts = group.filter(({ contestant }) => wanted.includes(contestant))
    const cells = new Map<Part, Cell[]>(parts.map((part) => [part, []]))
    for (let round = 0; round < rounds; round += 1)
      for (const one of rotated(parts, round)) {
        const cell = await runCell(suite.name, one.contestant, suite.timeoutMs, quick, one.part)
        cells.get(one)?.push(cell)
      }
    for (const [part, all] of cells) tell(part, figuresOf(part, all))
  }
}

/** So that nobody is always the first, or always after the same other one. */
export function rotated<Item>(items: readonly Item[], by: number): readonly Item[] {
  if (items.length === 0) return items
  const turned = [...items.slice(by % items.length), ...items.slice(0, by % items.length)]
  // Every second lap the other way round.
  return Math.floor(by / items.length) % 2 === 0 ? turned : turned.reverse()
}

/** The medians of a part's processes, with the part's name before each. One that failed makes it an error. */
export function figuresOf({ part }: Part, cells: readonly Cell[]): Figures {
  const bad = cells.find((cell) => cell.kind !== 'measured')
  if (bad !== undefined)
    return { [`${part}.error`]: bad.kind === 'failed' ? bad.error : 'It lacks this.' }
  const all = cells.map((cell) => (cell.kind === 'measured' ? cell.figures : {}))
  const names = Object.keys(all[0] ?? {})
  return Object.fromEntries(
    names.map((name) => [`${part}.${name}`, middle(all.map((figures) => figures[name] ?? null))]),
  )
}

function middle(values: readonly Figure[]): Figure {
  const numbers = values.filter((value) => typeof value === 'number')
  return numbers.length === values.length ? median(numbers) : (values.at(-1) ?? null)
}
