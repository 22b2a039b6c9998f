import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { judgePairs } from '../../../src/ledger/judge.ts'
import { effectsByName } from '../../../src/observe/audit/effects-of.ts'
import { TraceReader } from '../../../src/observe/audit/fanfold-trace.ts'
import { missedInTrace } from '../../../src/observe/audit/trace-missed.ts'
import type { TraceLine } from '../../../src/observe/trace/line.ts'
import { withoutContent } from '../../../src/observe/trace/without-content.ts'
import { outlineOf, readLog } from './outline.ts'
import { header, lookup, message, ofTurn, received, request, settled } from './trace-lines.ts'

const missed = (lines: readonly object[]): (readonly [number, number])[] =>
  missedInTrace(lines as readonly TraceLine[]).map(({ turns }) => turns)

const look = (id: string): string => `get_order {"id":"${id}"}={"order":"${id}","state":"paid"}`

suite('a message that broke off, in a trace', () => {
  const question = 'Are A1B2C3, D4E5F6 and G7H8I9 paid?'
  const stopped = settled(1, 'A1B2C3', { status: 'cancelled' })
  const skipped = settled(1, 'D4E5F6', { index: 1, status: 'skipped' })
  const discarded = ofTurn(1, { type: 'turn.discarded', reason: 'It broke off.' })
  const broken: Readonly<Record<string, readonly object[]>> = {
    'before its first call': [request(1), message(1, 'broken')],
    'in the midst of its calls, of which one is told only then': [
      request(1),
      received(1, 'A1B2C3'),
      message(1, 'broken'),
      stopped,
      discarded,
      received(1, 'D4E5F6', 1),
      skipped,
    ],
    'after a call that had ended': [
      request(1),
      received(1, 'A1B2C3'),
      settled(1, 'A1B2C3'),
      message(1, 'broken'),
      discarded,
    ],
    'with other calls than the next': [
      request(1),
      received(1, 'X9Y8Z7'),
      message(1, 'broken'),
      settled(1, 'X9Y8Z7', { status: 'cancelled' }),
      discarded,
    ],
    'with calls that could not be read': [
      request(1),
      received(1, 'A1B2C3'),
      message(1, 'lost'),
      settled(1, 'A1B2C3', { status: 'skipped' }),
      discarded,
    ],
  }
  const whole = [
    ...lookup(1, 'A1B2C3'),
    received(1, 'D4E5F6', 1),
    settled(1, 'D4E5F6', { index: 1 }),
  ]
  for (const [where, first] of Object.entries(broken))
    for (const times of [1, 2])
      test(`${where}, ${times} times, is no part of the run, which is that of its retry`, () => {
        const before = Array.from({ length: times }, () => first).flat()
        const lines = [header({ question }), ...before, ...whole, ...lookup(2, 'G7H8I9')]
        const turns = [`<${question}> ${look('A1B2C3')} ${look('D4E5F6')}`, look('G7H8I9')]
        assert.deepEqual(outlineOf(lines).runs, [turns])
        assert.deepEqual(missed(lines), [[1, 2]])
      })

  test('is none either if it is the last, and what people said before it stays', () => {
    const said = { type: 'said', turn: 2, text: 'And G7H8I9?', atMs: 150 }
    const last = [request(2), received(2, 'G7H8I9'), message(2, 'broken'), settled(2, 'G7H8I9')]
    const lines = [header({ question }), ...lookup(1, 'A1B2C3'), said, ...last]
    assert.deepEqual(outlineOf(lines).runs, [[`<${question}> ${look('A1B2C3')}`]])
    assert.deepEqual(
      outlineOf([...lines, ...lookup(2, 'G7H8I9')]).runs[0]?.[1],
      `<And G7H8I9?> ${look('G7H8I9')}`,
    )
  })

  test('is one if it was cut off by the token limit, for the model sees what became of its calls', () => {
    const cut = [request(1), received(1, 'A1B2C3'), message(1, 'length'), skippedOne(), discarded]
    assert.equal(outlineOf([header(), ...cut, ...lookup(2, 'A1B2C3')]).runs[0]?.length, 2)
  })
})

suite('a trace without content', () => {
  const question = 'Are A1B2C3 and D4E5F6 paid?'
  const written = (status: string): object[] =>
    [header({ question }), ...lookup(1, 'A1B2C3', status), ...lookup(2, 'D4E5F6')].map((line) =>
      withoutContent(line as TraceLine),
    )
  /** As version 0.1 wrote it. */
  const old = (lines: object[]): object[] =>
    JSON.parse(
      JSON.stringify(lines).replaceAll('"status":"ok"', '"status":"ok","content":""'),
    ) as object[]
  for (const status of ['ok', 'failed', 'timed-out'])
    for (const [how, lines] of Object.entries({ now: written(status), old: old(written(status)) }))
      test(`leaves open whether the next call could have been beside one that is ${status} (${how})`, () => {
        const [run] = readLog(lines).runs
        assert.deepEqual(
          judgePairs({ name: '', turns: run?.turns ?? [] }, effectsByName()).map(
            ({ mergeable }) => mergeable,
          ),
          ['maybe'],
        )
        assert.equal(run?.turns[1]?.calls[0]?.output, undefined)
        assert.deepEqual(missed(lines), [])
      })

  test('a result that is empty is one, where there is content', () => {
    const [received, empty] = [lookup(1, 'A1B2C3'), settled(1, 'A1B2C3', { content: '' })]
    const lines = [header(), ...received.slice(0, 3), empty]
    assert.equal(readLog(lines).runs[0]?.turns[0]?.calls[0]?.output, '')
  })
})

suite('the trace of an engine', () => {
  const begun = [header({ of: 'engine' }), received(1, 'A1B2C3'), received(2, 'D4E5F6')]
  const ends = [1, 2].flatMap((turn) => [
    settled(turn, ['A1B2C3', 'D4E5F6'][turn - 1] ?? ''),
    ofTurn(turn, { type: 'turn.settled', report: { outcome: 'completed', stats: {} } }),
  ])
  const after = [received(3, 'G7H8I9'), settled(3, 'G7H8I9')]
  const table: Readonly<Record<string, readonly object[]>> = {
    'turns at the same time': [...begun, ...ends, ...after],
    'turns one after the other': [
      ...begun.slice(0, 2),
      ...ends.slice(0, 2),
      ...begun.slice(2),
      ...ends.slice(2),
      ...after,
    ],
    'an engine that was ended in the midst of its turns': [
      ...begun,
      ...after.slice(0, 1),
      ...ends.filter((_, at) => at % 2 === 0),
      ...after.slice(1),
    ],
    'a turn in which nothing was called': [
      ...begun,
      ofTurn(9, { type: 'turn.committed' }),
      ofTurn(9, { type: 'turn.settled', report: {} }),
      ...ends,
      ...after,
    ],
  }
  for (const [what, lines] of Object.entries(table))
    test(`does not say whose its turns are, so that each is a run of its own: ${what}`, () => {
      const runs = ['A1B2C3', 'D4E5F6', 'G7H8I9'].map((id) => [look(id)])
      assert.deepEqual(outlineOf(lines).runs, runs)
      assert.deepEqual(missed(lines), [])
    })

  test('tells of a turn as soon as it is over, for an engine may live for months', () => {
    const reader = new TraceReader()
    const told = [...begun, ...ends].map((line) => reader.read(line).length)
    assert.deepEqual(told, [0, 0, 0, 0, 1, 0, 1])
    assert.deepEqual(reader.end(), [])
  })
})

suite('traces that stand one behind the other', () => {
  const first = [header(), ...lookup(1, 'A1B2C3'), ...lookup(2, 'D4E5F6')]
  const second = [header({ id: 's', question: 'And that?' }), ...lookup(1, 'G7H8I9')]
  const engine = [header({ of: 'engine' }), received(1, 'X1Y2Z3'), settled(1, 'X1Y2Z3')]
  const runs = {
    first: [look('A1B2C3'), look('D4E5F6')],
    second: [`<And that?> ${look('G7H8I9')}`],
    engine: [look('X1Y2Z3')],
  }
  test('are as many runs, each with times of its own', () => {
    assert.deepEqual(outlineOf([...first, ...second]).runs, [runs.first, runs.second])
    assert.deepEqual(outlineOf([...second, ...first]).runs, [runs.second, runs.first])
    assert.deepEqual(outlineOf([...first, ...first]).runs, [runs.first, runs.first])
    assert.deepEqual(outlineOf([...engine, ...first]).runs, [runs.engine, runs.first])
    assert.deepEqual(outlineOf([...first, ...engine, ...second]).runs, [
      runs.first,
      runs.engine,
      runs.second,
    ])
    const later = header({ startedAtMs: 7_000 })
    assert.equal(
      readLog([...first, later, ...lookup(1, 'A1B2C3')]).runs[1]?.turns[0]?.sentMs,
      7_100,
    )
  })
})

const skippedOne = (): object => settled(1, 'A1B2C3', { status: 'skipped' })
