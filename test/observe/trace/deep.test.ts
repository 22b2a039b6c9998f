import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { missedInTrace } from '../../../src/observe/audit/trace-missed.ts'
import { pageLines } from '../../../src/observe/page/lines/page-lines.ts'
import { makePage } from '../../../src/observe/page/page.ts'
import { renderTimeline } from '../../../src/observe/timeline/render-timeline.ts'
import { chromeTrace } from '../../../src/observe/trace/chrome-trace.ts'
import { parseTrace } from '../../../src/observe/trace/read-trace.ts'

const kinds: Readonly<Record<string, readonly [before: string, after: string]>> = {
  lists: ['[', ']'],
  objects: ['{"a":', '}'],
  both: ['[{"a":', '}]'],
  'lists of several': ['["x",', ',"y"]'],
}

const deep = (levels: number, [before, after]: readonly [string, string]): string =>
  `${before.repeat(levels)}"end"${after.repeat(levels)}`

/** A trace, as text, of a call whose input and content are this JSON, as is a field that nobody knows. */
function traceOf(json: string): string {
  const of = '"turnId":"r.1","callId":"c","index":0,"name":"look","atMs":1'
  const turn = (event: string): string =>
    `{"type":"turn","turn":1,"atMs":1,"event":{${of},${event}},"more":${json}}`
  return [
    '{"type":"trace","version":1,"id":"r","of":"run","startedAtMs":5}',
    '{"type":"request","turn":1,"atMs":0}',
    turn(`"type":"call.received","call":{"id":"c","name":"look","input":${json}}`),
    turn(`"type":"call.waiting","reason":"conflict","detail":"x"`),
    turn(`"type":"call.changed","input":${json}`),
    turn(`"type":"call.settled","result":{"status":"ok","content":${json},"more":${json}}`),
    '',
  ].join('\n')
}

suite('arguments and results that are very deep', () => {
  for (const levels of [150, 1_000, 3_000, 4_500, 20_000])
    for (const [what, kind] of Object.entries(kinds))
      test(`are drawn as deep as anybody reads: ${levels} levels of ${what}`, async () => {
        const { lines, broken } = parseTrace(traceOf(deep(levels, kind)))
        assert.equal(broken, 0)
        await makePage(lines)
        const page = JSON.stringify(pageLines(lines))
        const chrome = JSON.stringify(chromeTrace(lines))
        assert.match(renderTimeline(lines), /look/)
        assert.deepEqual(missedInTrace(lines), [])
        const isWhole = levels === 150 && what !== 'both'
        assert.equal(/what lies deeper is left out/.test(page), !isWhole)
        assert.equal(/too deep/.test(chrome), !isWhole)
      })
})
