import { listOf, optional, optionsCheck } from '../../call/options/option-list.ts'
import { valueThat, type Check } from '../../call/expect.ts'
import type { TraceLine } from '../trace/line.ts'
import { traceLines } from '../trace/read-trace.ts'
import { pageHtml, type MissedParallelism } from './html.ts'
import { pageLines } from './lines/page-lines.ts'

/** How a page is made. */
export interface PageOptions {
  /** Of the file; default: the run's question or id. */
  readonly title?: string | undefined
  /** Pairs of turns that could have been one: drawn as hollow bars, where the later turn's calls could have been. */
  readonly missed?: readonly MissedParallelism[] | undefined
}

const text: Check<string> = valueThat('a string', (value) => typeof value === 'string')
const pair: Check<MissedParallelism> = valueThat(
  '{ turns: [number, number], why: string }',
  isMissed,
)

const check = optionsCheck<PageOptions, 'missed'>({
  title: optional(text),
  missed: optional(listOf(pair), []),
})

/**
 * Makes one HTML file that shows a run in time: it works from disk, in any browser of today, and asks no server for anything.
 * Texts and values longer than 20,000 characters are cut, the middle left out, and all together are kept to some 4 million.
 *
 * @param lines of a trace, in order. One that was cut off will do, and lines of types that are not known are left out.
 * @throws {UsageError} for a wrong option.
 */
export async function makePage(lines: Iterable<TraceLine>, options?: PageOptions): Promise<string> {
  const { title, missed } = check(options, 'makePage')
  const kept = pageLines(traceLines(lines, 'lines', ' of makePage'))
  const { code } = await import('./code.ts')
  return pageHtml(title ?? titleOf(kept), { mode: 'whole', lines: kept, missed }, code)
}

/**
 * Makes the page that follows a run under way. It reads server-sent events from `/lines` of the server that it came from:
 * each has a line of the trace as its data, and as its id the number of the line, from 1. After a broken connection the
 * browser names the last id that it got (`Last-Event-ID`), and lines that come twice are taken once. If line 1 comes again
 * with another header, the page starts over. After the line of type `end` it asks no more.
 *
 * @throws {UsageError} for a wrong option.
 */
export async function makeLivePage(options?: Pick<PageOptions, 'title'>): Promise<string> {
  const { title } = check(options, 'makeLivePage')
  const { code } = await import('./code.ts')
  return pageHtml(title ?? 'A run under way', { mode: 'live', lines: [], missed: [] }, code)
}

function titleOf(lines: readonly TraceLine[]): string {
  const header = lines.find((line) => line.type === 'trace')
  const [first = ''] = (header?.question ?? '').trim().split('\n')
  const name = first === '' ? (header?.id ?? 'A run') : first
  return name.length > 80 ? `${name.slice(0, 79)}…` : name
}

function isMissed(value: unknown): boolean {
  const { turns, why } = value as Partial<MissedParallelism>
  return (
    Array.isArray(turns) &&
    turns.length === 2 &&
    turns.every(Number.isInteger) &&
    typeof why === 'string'
  )
}
