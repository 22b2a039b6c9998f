import type { Contestant } from '../../contest.ts'
import { parts } from '../../suites/cold/parts.ts'
import { isOwn } from '../charts/style.ts'
import { notFirst, ratioTo, times, type Compared } from './cheapest.ts'
import { errorOf, numberOf, roughly, type Cells } from './stored-figures.ts'

const columns = [
  { heading: 'process, ms', place: 'in the process', figure: 'wallMs' },
  { heading: 'first run, ms', place: 'in the first run', figure: 'firstMs' },
  { heading: 'first turn, ms', place: 'in the first turn', figure: 'turnMs' },
] as const

const wires = { openai: 'OpenAI Chat', anthropic: 'Anthropic' } as const
type Wire = keyof typeof wires

interface Row {
  readonly name: string
  readonly part: string
  readonly label: string
  readonly wire: Wire | undefined
}

/** What is not the contestant's label, by program. */
const labels: Readonly<Record<string, string>> = {
  empty: 'bare Node, an empty program',
  floor: 'floor (Promise.all)',
  'fanfold-openai-fetch': 'Fanfold, own fetch',
  'fanfold-anthropic-fetch': 'Fanfold, own fetch',
  'fanfold-openai': 'Fanfold, OpenAI’s client',
  'fanfold-anthropic': 'Fanfold, Anthropic’s client',
}

function rowsOf(contestants: readonly Contestant[]): readonly Row[] {
  return parts.map(({ contestant: name, part }) => {
    const [program = '', schema] = part.split('.')
    const label = labels[program] ?? contestants.find((one) => one.name === name)?.label ?? name
    const wire = (Object.keys(wires) as Wire[]).find((each) => program.includes(each))
    if (name === 'floor') return { name, part, label, wire }
    return { name, part, wire, label: `${label}, ${schema === 'zod' ? 'Zod' : 'JSON Schema'}` }
  })
}

function compared(cells: Cells, rows: readonly Row[], wire: Wire): readonly Compared[] {
  const among = rows.filter((row) => row.wire === wire)
  return columns.map(({ place, figure }) => {
    const of = (mine: boolean) =>
      among
        .filter(({ name }) => isOwn(name) === mine)
        .map(({ name, part, label }) => ({
          label,
          value: numberOf(cells, name, `${part}.${figure}`),
        }))
    return { place, own: of(true), peers: of(false) }
  })
}

/** A table for all, a wire format after the other, with Fanfold's ratios; and where it is not first. */
export function coldLines(cells: Cells, contestants: readonly Contestant[]): readonly string[] {
  const rows = rowsOf(contestants)
  const line = (label: string, shown: readonly string[]): string =>
    `| ${label} | ${shown.join(' | ')} |`
  const figures = (row: Row): string => {
    const error = errorOf(cells, row.name, row.part)
    const shown = columns.map(({ figure }) =>
      roughly(numberOf(cells, row.name, `${row.part}.${figure}`)),
    )
    return line(row.label + (error === undefined ? '' : ` (${error.slice(0, 120)})`), shown)
  }
  const wireRows = (Object.keys(wires) as Wire[]).flatMap((wire) => {
    const beside = compared(cells, rows, wire)
    const ratios = (beside[0]?.own ?? []).map(({ label }, index) =>
      line(
        `${label} / cheapest peer`,
        beside.map(({ own, peers }) => times(ratioTo(own[index]?.value, peers))),
      ),
    )
    const own = rows.filter((row) => row.wire === wire).map(figures)
    return [line(`**${wires[wire]}**`, ['', '', '']), ...own, ...ratios]
  })
  return [
    line(
      '',
      columns.map(({ heading }) => heading),
    ),
    '| --- | ---: | ---: | ---: |',
    ...rows.filter(({ wire }) => wire === undefined).map(figures),
    ...wireRows,
    '',
    ...notFirst(
      (Object.keys(wires) as Wire[]).map((wire) => ({
        title: wires[wire],
        columns: compared(cells, rows, wire),
      })),
    ),
  ]
}
