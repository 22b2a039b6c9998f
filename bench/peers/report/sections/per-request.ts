import type { Contestant } from '../../contest.ts'
import { partName, rowsIn, sizes, ways, wires } from '../../suites/per-request/parts.ts'
import type { Setting } from '../../suites/per-request/parts.ts'
import { isOwn } from '../charts/style.ts'
import { number } from '../column.ts'
import { notFirst, ratioTo, times, type Compared, type Figure } from './cheapest.ts'
import { errorOf, numberOf, roughly, type Cells } from './stored-figures.ts'

const wireNames = { 'openai-chat': 'OpenAI Chat', anthropic: 'Anthropic' } as const
const wayNames = { whole: 'whole', stream: 'streamed' } as const
const schemaNames = { json: 'JSON Schema', zod: 'Zod', keyed: 'JSON Schema and a key a call' }

interface Row {
  readonly name: string
  readonly label: string
  readonly setting: Setting
}

interface Field {
  readonly title: string
  readonly rows: readonly Row[]
}

/** What is measured of each row, by the suffix of its figures. */
const columns = [
  ...sizes.map((size) => ({
    heading: number(size),
    place: `at ${number(size)} ${size === 1 ? 'call' : 'calls'}`,
    suffix: `${size}.us`,
  })),
  { heading: 'making, µs', place: 'in making', suffix: '1.makingUs' },
  { heading: 'memory, MB', place: 'in memory', suffix: 'memory.mb' },
] as const

function fields(contestants: readonly Contestant[]): readonly Field[] {
  return wires.flatMap((wire) =>
    ways.map((way) => ({
      title: `${wireNames[wire]}, ${wayNames[way]}`,
      rows: rowsIn(wire, way).map(([name, schema]) => {
        const label = contestants.find((one) => one.name === name)?.label ?? name
        const setting = { wire, way, schema } as Setting
        const named = `${label}, ${schemaNames[setting.schema as keyof typeof schemaNames]}`
        return { name, setting, label: isOwn(name) ? named : label }
      }),
    })),
  )
}

function valueOf(cells: Cells, { name, setting }: Row, suffix: string): number | undefined {
  if (suffix !== '1.makingUs') return numberOf(cells, name, partName(setting, suffix))
  const all = numberOf(cells, name, partName(setting, '1.allUs'))
  const turn = numberOf(cells, name, partName(setting, '1.us'))
  return all === undefined || turn === undefined ? undefined : all - turn
}

function compared(cells: Cells, { rows }: Field, own: (row: Row) => boolean): readonly Compared[] {
  const figure =
    (suffix: string) =>
    (row: Row): Figure => ({
      label: isOwn(row.name) ? shortLabel(row) : row.label,
      value: valueOf(cells, row, suffix),
    })
  return columns.map(({ place, suffix }) => ({
    place,
    own: rows.filter((row) => isOwn(row.name) && own(row)).map(figure(suffix)),
    peers: rows.filter(({ name }) => !isOwn(name) && name !== 'floor').map(figure(suffix)),
  }))
}

function shortLabel({ setting }: Row): string {
  return schemaNames[setting.schema as keyof typeof schemaNames]
}

/** Keys are more than peers do: they are shown, but not held against anybody's time. */
const comparable = ({ setting }: Row): boolean => setting.schema !== 'keyed'

const headings = columns.map(({ heading }) => heading)

/** Fanfold's figures and their ratios, and where it is not first. */
export function perRequestSummary(
  cells: Cells,
  contestants: readonly Contestant[],
): readonly string[] {
  const all = fields(contestants)
  const rows = all.flatMap((field) => {
    const beside = compared(cells, field, comparable)
    return ['JSON Schema', 'Zod'].map((schema) => {
      const shown = beside.map(({ own, peers }) => {
        const value = own.find(({ label }) => label === schema)?.value
        return `${roughly(value)} (${times(ratioTo(value, peers))})`
      })
      return `| ${field.title}; ${schema} | ${shown.join(' | ')} |`
    })
  })
  return [
    'Fanfold’s microseconds a call, by the number of calls in the turn, everything made anew for each request; in brackets ' +
      'Fanfold / the cheapest peer on the same wire:',
    '',
    `| | ${headings.join(' | ')} |`,
    `| --- |${' ---: |'.repeat(headings.length)}`,
    ...rows,
    '',
    ...notFirst(
      all.map((field) => ({
        title: field.title,
        columns: compared(cells, field, comparable),
      })),
    ),
  ]
}

/** A table for each wire format and way, and how Fanfold's time grows. */
export function perRequestLines(
  cells: Cells,
  contestants: readonly Contestant[],
): readonly string[] {
  return fields(contestants).flatMap((field) => [
    `${field.title}; microseconds a call, by the number of calls in the turn:`,
    '',
    `| | ${headings.join(' | ')} |`,
    `| --- |${' ---: |'.repeat(headings.length)}`,
    ...field.rows.map((row) => rowOf(cells, row)),
    ...ratioRows(cells, field),
    '',
    ...growthOf(cells, field),
  ])
}

function rowOf(cells: Cells, row: Row): string {
  const values = columns.map(({ suffix }) => roughly(valueOf(cells, row, suffix)))
  const errors = columns.map(({ suffix }) =>
    errorOf(cells, row.name, partName(row.setting, suffix.replace(/\.\w+$/, ''))),
  )
  const error = errors.find((text) => text !== undefined)
  const why = error === undefined ? '' : ` (${error.slice(0, 120)})`
  return `| ${row.label}${why} | ${values.join(' | ')} |`
}

function ratioRows(cells: Cells, field: Field): readonly string[] {
  return ['JSON Schema', 'Zod'].map((schema) => {
    const ratios = compared(cells, field, comparable).map(({ own, peers }) =>
      times(ratioTo(own.find(({ label }) => label === schema)?.value, peers)),
    )
    return `| Fanfold with ${schema} / cheapest peer | ${ratios.join(' | ')} |`
  })
}

function growthOf(cells: Cells, { rows }: Field): readonly string[] {
  const row = rows.find(({ name, setting }) => isOwn(name) && setting.schema === 'json')
  const of = (figure: string): number | undefined =>
    row && numberOf(cells, row.name, partName(row.setting, `growth.${figure}`))
  const exponent = of('exponent')
  if (exponent === undefined) return []
  return [
    `Fanfold’s time from 1,000 calls (${roughly(of('ms.1000'))} ms) to 10,000 (${roughly(of('ms.10000'))} ms), the most ` +
      `that it takes in one message, grows with an exponent of ${number(exponent, 2)}: 1 is linear. Of its engine ` +
      '[How Fanfold grows](#how-fanfold-grows) has figures up to 100,000.',
    '',
  ]
}
