import type { Advice } from '../sums/advice.ts'
import { count, duration, percent, range, short } from '../sums/figures.ts'
import type { RunReport } from '../sums/run-report.ts'
import { worstOf, type Sums } from '../sums/sums.ts'
import { pageBeginning } from '../../../util/html-text.ts'
import { html, prose, tableOf } from './html.ts'
import { leftOut, runSection } from './run-section.ts'
import { style } from './style.ts'

/** What an audit found, to be shown. */
export interface AuditFindings {
  readonly sums: Sums
  readonly reports: readonly RunReport[]
  readonly advice: readonly Advice[]
  /** The formats that were met, with the number of files. */
  readonly formats: ReadonlyMap<string, number>
}

const mostRuns = 40
const mostOpen = 3
const mostTools = 20

/** The report of an audit as one HTML document, which loads nothing. */
export function pageOf({ sums, reports, advice, formats }: AuditFindings): string {
  const worst = worstOf(reports, mostRuns)
  const all = worstOf(reports, reports.length).length
  return `${pageBeginning}<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Audit of tool calls</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${headline(sums)}</h1>
<p class="faint">From ${[...formats].map(([name, number]) => `${count(number)} ${number === 1 ? 'file' : 'files'} of ${html(name)}`).join(', ')}. Of two figures the first counts what the logs speak for, the second also what they do not rule out.</p>
<dl class="figures">${figuresOf(sums)
    .map(([what, figure]) => `<div><dt>${what}</dt><dd>${figure}</dd></div>`)
    .join('')}</dl>
<h2>What to change</h2>
${advice.length === 0 ? '<p>Nothing to change.</p>' : `<ol class="advice">${advice.map(adviceItem).join('')}</ol>`}
<h2>Called one by one</h2>
${toolsOf(sums)}
<h2>Runs, those that lost most first</h2>
<p class="faint">A turn is a message with tool calls, counted from 0. One that lies close to the one before could have been part of it:
<span class="mark yes">● yes</span>, or, dashed, <span class="mark maybe">◌ perhaps</span>.</p>
${worst.map((report, at) => runSection(report, at < mostOpen)).join('\n')}
${leftOut('Left out here, where --json lists all pairs', all - worst.length, 'more run')}
${leftOut('Lost nothing', reports.length - all, 'run')}
</main>
<footer>Made by <code>fanfold audit</code>. It shows names of tools, and inputs only if asked for, without what looks like a credential.</footer>
</body>
</html>
`
}

function headline({ turns, saved: { lower, upper } }: Sums): string {
  if (upper.turns === 0)
    return `${count(turns)} turns, none of which could have been part of the one before`
  const perhaps = upper.turns === lower.turns ? '' : `, perhaps ${count(turns - upper.turns)}`
  return `${count(turns)} turns could have been ${count(turns - lower.turns)}${perhaps}`
}

/** Only what the logs tell. */
function figuresOf(sums: Sums): readonly (readonly [what: string, figure: string])[] {
  const { runs, idleRuns, turns, calls, singleCallTurns, saved, known } = sums
  const lost = (of: 'requests' | 'ms' | 'inputTokens', show?: (value: number) => string): string =>
    range({ lower: saved.lower[of], upper: saved.upper[of] }, show)
  const some = (number: number): string =>
    number === 0 || number === runs - idleRuns ? '' : `, known of ${count(number)} runs`
  return [
    ['runs', count(runs)],
    ['calls', count(calls)],
    ['calls a turn', turns === 0 ? '–' : (calls / turns).toFixed(2)],
    ['turns with a single call', `${count(singleCallTurns)} (${percent(singleCallTurns, turns)})`],
    ['requests lost', lost('requests')],
    [`time lost${some(known.times)}`, known.times === 0 ? 'not known' : lost('ms', duration)],
    [
      `input tokens lost${some(known.tokens)}`,
      known.tokens === 0 ? 'not known' : lost('inputTokens', short),
    ],
  ]
}

function adviceItem({ what, paste, because }: Advice): string {
  const quote = paste === undefined ? '' : `<blockquote>${html(paste)}</blockquote>`
  return `<li>${prose(what)}${quote}<p class="because">${prose(because)}</p></li>`
}

function toolsOf({ tools }: Sums): string {
  const called = tools.filter(({ joinable }) => joinable.upper > 0)
  if (called.length === 0)
    return '<p>No tool was called alone where it could have been with others.</p>'
  const rows = called
    .slice(0, mostTools)
    .map(({ name, calls, alone, joinable }) => [
      html(name),
      count(calls),
      count(alone),
      range(joinable),
    ])
  const head = ['Tool', 'Calls', 'Turns of its own', 'Could have been in the message before']
  return tableOf(head, rows, 'numbers') + leftOut('Not listed', called.length - mostTools, 'tool')
}
