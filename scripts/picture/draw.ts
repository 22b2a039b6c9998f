import type { CallRow, ModelRow, Row, Stretch } from '../../src/observe/timeline/row.ts'

const width = 760
const labelWidth = 200
const rightMargin = 24
const rowHeight = 30
const barHeight = 18
const top = 14
/** A stretch shorter than this is not seen, and is left out. */
const shortestMs = 15

/** Both themes of a page that shows the picture: an SVG in an `<img>` knows the reader's preference, not the page's. */
const style = `
text { font: 13px ui-sans-serif, system-ui, -apple-system, "Segoe UI", Helvetica, Arial, sans-serif; fill: #1f2328 }
.name { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: 12.5px }
.muted { fill: #59636e; font-size: 12px }
.strong { font-weight: 600 }
.grid { stroke: #d1d9e0 }
.model { fill: #8b949e }
.read { fill: #0969da }
.write { fill: #1a7f37 }
.wait { fill: url(#stripes) }
.stripe { stroke: #9a6700; stroke-width: 2 }
@media (prefers-color-scheme: dark) {
  text { fill: #f0f6fc }
  .muted { fill: #9198a1 }
  .grid { stroke: #3d444d }
  .read { fill: #4493f8 }
  .write { fill: #3fb950 }
  .stripe { stroke: #d29922 }
}`

/** What a run's picture says beside its rows. */
export interface Picture {
  readonly title: string
  readonly rows: readonly Row[]
  readonly endMs: number
  /** The names of the tools that change something. */
  readonly writers: readonly string[]
  readonly footer: string
}

/** Draws a run as an SVG: a line for each request and call, bars for work, stripes for waits, in milliseconds from left to right. */
export function draw({ title, rows, endMs, writers, footer }: Picture): string {
  const chartHeight = rows.length * rowHeight
  const height = top + chartHeight + 62
  const x = (ms: number): number =>
    round(labelWidth + (ms / endMs) * (width - labelWidth - rightMargin))
  const lines = rows.map((row, index) => {
    const y = top + index * rowHeight
    return row.kind === 'model' ? modelLine(row, y, x) : callLine(row, rows, writers, y, x)
  })
  const bottom = top + chartHeight
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title">`,
    `<title id="title">${escaped(title)}</title>`,
    `<style>${style}\n</style>`,
    '<defs><pattern id="stripes" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><line class="stripe" x1="1" y1="0" x2="1" y2="6"/></pattern></defs>',
    ...ticks(endMs).map(
      (ms) =>
        `<line class="grid" x1="${x(ms)}" x2="${x(ms)}" y1="${top - 6}" y2="${bottom}"/>` +
        text('muted', x(ms), bottom + 16, `${ms.toLocaleString('en')} ms`, 'middle'),
    ),
    ...lines,
    text('strong', labelWidth, bottom + 46, footer),
    '</svg>',
    '',
  ].join('\n')
}

type Scale = (ms: number) => number

function modelLine(row: ModelRow, y: number, x: Scale): string {
  const what = row.calls > 0 ? `${row.calls} calls` : 'the answer'
  return [
    text('name', 12, y + 14, 'model'),
    text('muted', 60, y + 14, `writes ${what}`),
    bar('model', row, y, x),
  ].join('')
}

function callLine(
  row: CallRow,
  rows: readonly Row[],
  writers: readonly string[],
  y: number,
  x: Scale,
): string {
  const kind = writers.includes(row.name) ? 'write' : 'read'
  const waits = row.waits.filter((wait) => (wait.endMs ?? 0) - wait.startMs >= shortestMs)
  const work = row.attempts.map((attempt) => bar(kind, attempt, y, x))
  const input = Object.values(Object(row.input) as object).join(', ')
  const last = waits.at(-1)
  const waitedFromMs = Math.min(...waits.map(({ startMs }) => startMs))
  return [
    text('name', 12, y + 14, row.name),
    text('muted', 12 + row.name.length * 7.6 + 8, y + 14, input),
    ...waits.map((wait) => bar('wait', wait, y, x)),
    ...work,
    last === undefined
      ? ''
      : text('muted', x(waitedFromMs) - 6, y + 14, waitText(last, rows), 'end'),
  ].join('')
}

function waitText({ reason, by }: CallRow['waits'][number], rows: readonly Row[]): string {
  if (reason === 'commit') return 'waits for the end of the message'
  const holder = rows.find((row) => row.kind === 'call' && row.callId === by?.callId)
  if (holder?.kind !== 'call') throw new Error(`Nothing is drawn for a wait for ${String(reason)}.`)
  return `waits for ${holder.name}`
}

function bar(kind: string, { startMs, endMs = startMs }: Stretch, y: number, x: Scale): string {
  const wide = round(Math.max(2, x(endMs) - x(startMs)))
  return `<rect class="${kind}" x="${x(startMs)}" y="${y}" width="${wide}" height="${barHeight}" rx="3"/>`
}

function text(kind: string, x: number, y: number, words: string, anchor = 'start'): string {
  return `<text class="${kind}" x="${round(x)}" y="${y}" text-anchor="${anchor}">${escaped(words)}</text>`
}

function ticks(endMs: number): number[] {
  const stepMs = 200
  return Array.from({ length: Math.floor(endMs / stepMs) + 1 }, (_, index) => index * stepMs)
}

function escaped(words: string): string {
  return words.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`)
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
