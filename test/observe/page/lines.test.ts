import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { bounded } from '../../../src/observe/page/lines/bounded.ts'
import { LineIds } from '../../../src/observe/page/lines/line-ids.ts'
import { pageLines } from '../../../src/observe/page/lines/page-lines.ts'
import type { TraceLine } from '../../../src/observe/trace/line.ts'
import { cases } from '../../support/cases.ts'
import { turnLines } from './support/lines.ts'

describe('the lines that a page holds', () => {
  it('have words that came piece by piece in one line, with the time of the first', () => {
    const piece = (type: 'text' | 'reasoning', text: string, atMs: number): TraceLine => ({
      type,
      text,
      atMs,
    })
    const lines = pageLines([
      { type: 'request', turn: 1, atMs: 0 },
      piece('reasoning', 'Let me ', 5),
      piece('reasoning', 'see.', 6),
      piece('text', 'A', 7),
      piece('text', 'b', 8),
      { type: 'said', turn: 2, text: 'c', atMs: 9 },
      piece('text', 'd', 10),
    ])
    assert.deepEqual(lines.slice(1), [
      piece('reasoning', 'Let me see.', 5),
      piece('text', 'Ab', 7),
      { type: 'said', turn: 2, text: 'c', atMs: 9 },
      piece('text', 'd', 10),
    ])
  })

  it('are all others as they came, but for what tools told as progress', () => {
    const lines = turnLines(1, 0, 50, [
      {
        receivedMs: 20,
        waits: [[21, 'conflict', 0]],
        starts: [[30, 40], [45]],
        settledMs: 60,
        input: { a: [1, { b: null }], __proto__: 1 },
      },
    ])
    const progress = {
      type: 'turn',
      turn: 1,
      atMs: 31,
      event: { type: 'call.progress', progress: 'x'.repeat(90_000) },
    }
    const later = { type: 'weather', atMs: 3, is: ['fine'] }
    const all = [...lines, progress, later] as TraceLine[]
    assert.deepEqual(pageLines(all), [...lines, later])
  })

  it('may be of any kind and depth', () => {
    let deep: unknown = 1
    for (let at = 0; at < 20_000; at++) deep = { deep }
    const [line] = pageLines([{ type: 'weather', deep } as never])
    assert.ok(JSON.stringify(line).length < 25_000)
  })

  it('say where a long text was cut, and keep its head and its tail', () => {
    const [line] = turnLines(1, 0, undefined, [
      { receivedMs: 1, settledMs: 2, content: `head${'x'.repeat(50_000)}tail` },
    ]).slice(-1)
    const [kept] = pageLines([line as TraceLine])
    const { content } = (kept as { event: { result: { content: string } } }).event.result
    assert.match(
      content,
      /^headx+ \[…\] \(\d\d,\d\d\d characters are left out of this page\) \[…\] x+tail$/,
    )
    assert.ok(content.length <= 20_010)
  })

  it('share what room there is: ten thousand long results are short, and short ones whole', () => {
    const calls = Array.from({ length: 1_000 }, (_, at) => ({
      receivedMs: 1,
      settledMs: 2,
      content: at === 7 ? 'short' : 'y'.repeat(30_000),
    }))
    const lines = pageLines(turnLines(1, 0, undefined, calls))
    const text = JSON.stringify(lines)
    assert.ok(text.length < 4_600_000, `${text.length}`)
    assert.ok(text.length > 3_500_000, `${text.length}`)
    assert.match(text, /"content":"short"/)
  })
})

describe('a value of a page', () => {
  it('is about as small as it should be, and JSON, whatever it was', () => {
    fc.assert(
      fc.property(
        fc.anything({ withNullPrototype: true, maxDepth: 5 }),
        fc.integer({ min: 100, max: 2_000 }),
        (value, most) => {
          const json = JSON.parse(JSON.stringify(value) ?? 'null') as unknown
          const { value: kept } = bounded(json, most)
          const text = JSON.stringify(kept)
          assert.ok(text.length < most * 7 + 400, `${text.length} of ${most}`)
          if (JSON.stringify(json).length < most / 8) assert.deepEqual(kept, json)
        },
      ),
      { numRuns: cases(1_000) },
    )
  })

  it('may be as long, wide and deep as it likes', () => {
    let deep: unknown = 'end'
    for (let at = 0; at < 20_000; at++) deep = [deep]
    const wide = Object.fromEntries(Array.from({ length: 50_000 }, (_, at) => [`key${at}`, at]))
    const { value } = bounded(
      { deep, wide, list: Array(50_000).fill(7), text: 'z'.repeat(1e6) },
      1_000,
    )
    const text = JSON.stringify(value)
    assert.ok(text.length < 3_000, `${text.length}`)
    assert.match(text, /more are left out of this page/)
  })

  it('keeps its own names, even those that objects have', () => {
    const json = JSON.parse('{"__proto__":{"x":1},"constructor":2}') as object
    assert.deepEqual(JSON.stringify(bounded(json, 100).value), JSON.stringify(json))
  })

  it('is no image', () => {
    const image = { type: 'image', mediaType: 'image/png', data: 'QUJD'.repeat(9_999) }
    assert.deepEqual(bounded([image], 20_000).value, [{ ...image, data: '[an image]' }])
  })
})

describe('the ids of lines', () => {
  const header = (id: string): object => ({ type: 'trace', id, startedAtMs: 5 })

  it('tell what is sent again after a broken connection, from any line on', () => {
    for (const from of [1, 2, 4, 5]) {
      const ids = new LineIds()
      for (const id of ['1', '2', '3', '4']) assert.equal(ids.take(id, header('a')), 'next')
      for (let id = from; id <= 4; id++) assert.equal(ids.take(String(id), header('a')), 'again')
      assert.equal(ids.take('5', {}), 'next')
    }
  })

  it('tell another run by its first line', () => {
    const ids = new LineIds()
    ids.take('1', header('a'))
    ids.take('2', {})
    assert.equal(ids.take('1', header('b')), 'anew')
    assert.equal(ids.take('2', {}), 'next')
  })

  it('are counted where there are none', () => {
    const ids = new LineIds()
    assert.deepEqual(
      [ids.take('', header('a')), ids.take('', {}), ids.take('x', {})],
      ['next', 'next', 'next'],
    )
  })
})
