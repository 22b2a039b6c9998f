import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { pageOf } from '../../../../src/observe/audit/page/page.ts'
import { adviceOf } from '../../../../src/observe/audit/sums/advice.ts'
import { sumsOf } from '../../../../src/observe/audit/sums/sums.ts'
import type { RunReport } from '../../../../src/observe/audit/sums/run-report.ts'
import { report } from '../sums/reports.ts'

const page = (...reports: readonly RunReport[]): string => {
  const sums = sumsOf(reports)
  return pageOf({
    sums,
    reports,
    advice: adviceOf(sums),
    formats: new Map([['Codex rollouts', 1]]),
  })
}
/** So many turns of one tool, each of which could have been in one message with the one before. */
const lookups = (name: string, count: number, tool = 'get'): RunReport =>
  report(
    name,
    Array.from({ length: count }, () => [tool]),
    Array.from({ length: count - 1 }, () => 'yes'),
  )

suite("the page of an audit's report", () => {
  test('marks what could have been one message, with the reason, and loads nothing', () => {
    const text = page(lookups('log.jsonl', 2))
    assert.match(text, /<li class="no" title="Turn 0: get">0<\/li>/)
    assert.match(
      text,
      /<li class="yes" title="Turn 1: get \(could have been in the message before\)">/,
    )
    assert.match(text, /● yes<\/span><\/td><td>It is yes\./)
    assert.doesNotMatch(text, /<script|<link|<img|src=|url\(|https?:/)
  })

  test('no name of a log is taken for markup, or moves anything', () => {
    const text = page(lookups('<b>"x"\u001b[2J', 2, 'get<script>alert(1)</script>'))
    assert.doesNotMatch(text, /<script|<b>/)
    assert.ok(!text.includes('\u001b'))
    assert.match(text, /&lt;b&gt;&quot;x&quot;\\u001b\[2J/)
  })

  test('a big audit is bounded, and says what it leaves out', () => {
    const long = lookups('long', 1_000)
    const text = page(...Array.from({ length: 45 }, () => long), lookups('fine', 1))
    assert.match(text, /Not drawn: 600 turns\./)
    assert.match(text, /Not listed: 959 pairs\./)
    assert.match(text, /lists all pairs: 5 more runs\./)
    assert.match(text, /Lost nothing: 1 run\./)
    assert.ok(text.length < 3_000_000, `${text.length} characters`)
  })
})
