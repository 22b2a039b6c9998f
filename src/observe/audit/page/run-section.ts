import type { PairJudgement } from '../../../ledger/judge.ts'
import { count } from '../sums/figures.ts'
import type { RunReport } from '../sums/run-report.ts'
import { html, tableOf } from './html.ts'

/** A page stays small enough to be read, and to be sent. */
const mostTurns = 400
const mostPairs = 40
const mostInputs = 4

/** One run: its turns as a strip, in which those that could have been part of the one before lie close to it, and why. */
export function runSection(report: RunReport, isOpen: boolean): string {
  const { name, turns, pairs, missed } = report
  const byTurn = new Map(pairs.map((pair) => [pair.turns[1], pair]))
  const shown = turns.slice(0, mostTurns)
  const marked = pairs.filter(({ mergeable }) => mergeable !== 'no').toSorted(sureFirst)
  const listed = marked.slice(0, mostPairs).toSorted((one, other) => one.turns[0] - other.turns[0])
  const atMost = turns.length - missed.atMost.turns
  const figures = `${count(turns.length)} turns could have been ${count(turns.length - missed.turns)}${missed.atMost.turns === missed.turns ? '' : `, perhaps ${count(atMost)}`}`
  return [
    `<details${isOpen ? ' open' : ''}><summary>${html(name)} <span>${figures}</span></summary>`,
    `<ol class="strip" aria-label="Turns">${shown.map((tools, at) => turnItem(tools, at, byTurn.get(at))).join('')}</ol>`,
    leftOut('Not drawn', turns.length - shown.length, 'turn'),
    tableOf(
      ['Turns', 'Tools', 'One message?', 'Why'],
      listed.map((pair) => pairRow(pair, report)),
    ),
    leftOut('Not listed', marked.length - listed.length, 'pair'),
    '</details>',
  ].join('\n')
}

/** `Not drawn: 600 turns.`; nothing if there is nothing to say. */
export function leftOut(what: string, number: number, noun: string): string {
  return number > 0
    ? `<p class="faint">${what}: ${count(number)} ${noun}${number === 1 ? '' : 's'}.</p>`
    : ''
}

function turnItem(tools: readonly string[], at: number, pair: PairJudgement | undefined): string {
  const kind = pair?.mergeable ?? 'no'
  const calls = tools.length > 1 ? `<small>×${tools.length}</small>` : ''
  const joined =
    kind === 'no'
      ? ''
      : ` (${kind === 'yes' ? 'could' : 'could perhaps'} have been in the message before)`
  return `<li class="${kind}" title="Turn ${at}: ${html(namesOf(tools))}${joined}">${at}${calls}</li>`
}

function pairRow(
  { turns: [before, after], mergeable, why }: PairJudgement,
  { turns, inputs }: RunReport,
): readonly string[] {
  const told = (at: number): string => {
    const all = inputs?.[at] ?? []
    const own = all.slice(0, mostInputs).map((input) => `<code>${html(input)}</code>`)
    if (all.length > own.length) own.push(`and ${all.length - own.length} more`)
    return (
      html(namesOf(turns[at] ?? [])) +
      (own.length === 0 ? '' : `<span class="inputs">${own.join('<br>')}</span>`)
    )
  }
  const mark =
    mergeable === 'yes'
      ? '<span class="mark yes">● yes</span>'
      : '<span class="mark maybe">◌ perhaps</span>'
  return [`${before}, ${after}`, `${told(before)} → ${told(after)}`, mark, html(why)]
}

/** `Read ×3, Grep`. */
function namesOf(tools: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const name of tools) counts.set(name, (counts.get(name) ?? 0) + 1)
  const names = [...counts].map(([name, number]) => (number === 1 ? name : `${name} ×${number}`))
  return names.length > 6
    ? `${names.slice(0, 6).join(', ')} and ${names.length - 6} more`
    : names.join(', ')
}

function sureFirst(one: PairJudgement, other: PairJudgement): number {
  return Number(other.mergeable === 'yes') - Number(one.mergeable === 'yes')
}
