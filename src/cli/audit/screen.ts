import type { Advice } from '../../observe/audit/sums/advice.ts'
import type { AuditFindings } from '../../observe/audit/page/page.ts'
import { count, duration, percent, range, short } from '../../observe/audit/sums/figures.ts'
import type { RunReport } from '../../observe/audit/sums/run-report.ts'
import { worstOf, type Sums, type ToolSums } from '../../observe/audit/sums/sums.ts'
import { cutText } from '../../util/cut-text.ts'
import type { Paint } from '../../util/term/paint.ts'
import { table } from '../term/table.ts'
import { clip } from '../../util/term/text.ts'
import { plural } from '../../util/term/time.ts'
import { oneLine } from '../../util/term/visible.ts'
import { wrap } from '../term/wrap.ts'

const columns = 80
const mostWorst = 3
const mostTools = 6
const widestName = 32

/** What `fanfold audit` shows: one screen, 80 columns wide. */
export function screenOf(
  { sums, reports, advice, formats }: AuditFindings,
  paint: Paint,
): string[] {
  const { runs, turns, calls, idleRuns, singleCallTurns, saved } = sums
  const files = [...formats].map(([name, number]) => `${plural(number, 'file')} of ${name}`)
  const idle = idleRuns === 0 ? '' : ` (${count(idleRuns)} without calls)`
  const head = [
    paint(
      'strong',
      `${plural(runs, 'run')}${idle}, ${plural(turns, 'turn')}, ${plural(calls, 'call')}`,
    ),
    ...wrap(`from ${files.join(', ')}`, columns).map((line) => paint('faint', line)),
  ]
  if (turns === 0) return [...head, '', 'No turn called a tool.']
  return [
    ...head,
    '',
    `${(calls / turns).toFixed(2)} calls a turn; ${count(singleCallTurns)} turns (${percent(singleCallTurns, turns)}) made a single call`,
    paint('strong', couldHaveBeen(turns, saved.lower.turns, saved.upper.turns)),
    ...lostLines(sums),
    ...worstLines(reports, paint),
    ...toolLines(sums.tools, paint),
    ...adviceLines(advice, paint),
  ]
}

function couldHaveBeen(turns: number, lower: number, upper: number): string {
  if (upper === 0) return `${plural(turns, 'turn')}: none could have been part of the one before it`
  const atBest = count(turns - upper)
  if (lower === 0) return `${plural(turns, 'turn')} could perhaps have been ${atBest}`
  const perhaps = lower === upper ? '' : `, perhaps ${atBest}`
  return `${plural(turns, 'turn')} could have been ${count(turns - lower)}${perhaps}`
}

/** Only what the logs tell. */
export function lostLines({ saved: { lower, upper }, known, runs, idleRuns }: Sums): string[] {
  if (upper.requests === 0) return []
  const of = (known: number): string =>
    known === runs - idleRuns ? '' : ` (known of ${plural(known, 'run')})`
  const lost = [`${range({ lower: lower.requests, upper: upper.requests })} requests`]
  if (known.times > 0)
    lost.push(`${range({ lower: lower.ms, upper: upper.ms }, duration)}${of(known.times)}`)
  if (known.tokens > 0)
    lost.push(
      `${range({ lower: lower.inputTokens, upper: upper.inputTokens }, short)} input tokens${of(known.tokens)}`,
    )
  const missing = [...(known.times > 0 ? [] : ['times']), ...(known.tokens > 0 ? [] : ['tokens'])]
  const unknown = missing.length === 0 ? [] : [`the logs hold no ${missing.join(' and no ')}`]
  return wrap(`lost: ${[...lost, ...unknown].join('; ')}`, columns)
}

function worstLines(reports: readonly RunReport[], paint: Paint): string[] {
  const worst = worstOf(reports, mostWorst)
  if (worst.length === 0) return []
  const rows = worst.map(({ name, turns, missed }) => [
    nameCell(name),
    count(turns.length),
    range({ lower: turns.length - missed.turns, upper: turns.length - missed.atMost.turns }),
  ])
  return titled(['Worst runs', 'turns', 'could have been'], rows, paint)
}

function toolLines(tools: readonly ToolSums[], paint: Paint): string[] {
  const rows = tools
    .filter(({ joinable }) => joinable.upper > 0)
    .slice(0, mostTools)
    .map(({ name, calls, alone, joinable }) => [
      nameCell(name),
      count(calls),
      count(alone),
      range(joinable),
    ])
  if (rows.length === 0) return []
  return titled(['Called one by one', 'calls', 'alone', 'needlessly'], rows, paint)
}

function titled(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  paint: Paint,
): string[] {
  const [first = '', ...rest] = table([head, ...rows], 2)
  return ['', paint('faint', first), ...rest]
}

/** The end of a name tells as much as its start. */
function nameCell(name: string): string {
  return clip(cutText(oneLine(name), widestName), widestName)
}

function adviceLines(advice: readonly Advice[], paint: Paint): string[] {
  if (advice.length === 0) return ['', 'Nothing to change.']
  return [
    '',
    paint('strong', 'What to change'),
    ...advice.flatMap(({ what, paste, because }, place) => [
      ...item(`${place + 1}. `, oneLine(what)),
      ...(paste === undefined ? [] : item('   ', paste).map((line) => paint('model', line))),
      ...item('   ', oneLine(because)).map((line) => paint('faint', line)),
    ]),
  ]
}

function item(mark: string, text: string): string[] {
  return wrap(text, columns - mark.length).map((line, at) => `${at === 0 ? mark : '   '}${line}`)
}
