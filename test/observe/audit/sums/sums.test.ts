import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { adviceOf } from '../../../../src/observe/audit/sums/advice.ts'
import { auditJson } from '../../../../src/observe/audit/sums/audit-json.ts'
import { distinctNames } from '../../../../src/observe/audit/sums/run-names.ts'
import { sumsOf, worstOf } from '../../../../src/observe/audit/sums/sums.ts'
import { reportOf, type RunReport } from '../../../../src/observe/audit/sums/run-report.ts'
import { report } from './reports.ts'

const known = { times: false, tokens: false, inputs: true }
const good = report('good', [['get', 'get'], ['run']], ['maybe'], { known })
const bad = report('bad', [['get'], ['get'], ['get'], ['run']], ['yes', 'yes', 'maybe'])
const idle = report('idle', [], [])

suite('the sums of an audit', () => {
  test('count runs, turns and calls, and what could have been one with the turn before', () => {
    const { tools, saved, ...sums } = sumsOf([good, bad, idle])
    assert.deepEqual(sums, {
      runs: 3,
      idleRuns: 1,
      turns: 6,
      calls: 7,
      singleCallTurns: 5,
      pairs: 4,
      mergeable: { lower: 2, upper: 4 },
      known: { times: 1, tokens: 1, inputs: 2 },
    })
    assert.deepEqual(saved.lower, { turns: 2, requests: 2, ms: 800, inputTokens: 200 })
    assert.equal(saved.upper.requests, 4)
    assert.deepEqual(tools, [
      {
        name: 'get',
        calls: 5,
        alone: 3,
        joinable: { lower: 2, upper: 2 },
        repeated: { lower: 2, upper: 2 },
        unknown: 0,
      },
      {
        name: 'run',
        calls: 2,
        alone: 2,
        joinable: { lower: 0, upper: 2 },
        repeated: { lower: 0, upper: 0 },
        unknown: 2,
      },
    ])
  })

  test('the worst run is the one that lost the most requests, and one that lost none is not bad', () => {
    assert.deepEqual(
      worstOf([good, idle, bad], 3).map(({ name }) => name),
      ['bad', 'good'],
    )
  })

  test('JSON has the pairs of each run, and bounds that are their counts', () => {
    const json = auditJson([good, bad], sumsOf([good, bad]))
    assert.deepEqual(Object.keys(json), [
      'runs',
      'turns',
      'calls',
      'mergeableTurns',
      'savedRequests',
      'savedMs',
      'savedInputTokens',
      'pairs',
    ])
    assert.deepEqual(json.mergeableTurns, { lower: 2, upper: 4 })
    assert.deepEqual([json.savedRequests, json.savedMs, json.savedInputTokens], [2, 800, 200])
    assert.deepEqual(
      json.pairs.map(({ run, turns, mergeable }) => [run, turns.join(), mergeable]),
      [
        ['good', '0,1', 'maybe'],
        ['bad', '0,1', 'yes'],
        ['bad', '1,2', 'yes'],
        ['bad', '2,3', 'maybe'],
      ],
    )
    assert.deepEqual(Object.keys(json.pairs[0] ?? {}), [
      'run',
      'turns',
      'verdict',
      'mergeable',
      'why',
    ])
  })

  test('advice has the figures that led to it, and there is none where nothing was lost', () => {
    const many = Array.from({ length: 3 }, () => bad)
    const [prompt, batch, effects, ...rest] = adviceOf(sumsOf(many))
    assert.match(
      prompt?.because ?? '',
      /12 of 12 turns \(100 %\) made a single call, and of 9 .* 6 to 9/,
    )
    assert.match(prompt?.paste ?? '', /in one message/)
    assert.match(batch?.because ?? '', /Of 9 turns that called nothing but get, 6 came/)
    assert.match(effects?.because ?? '', /run in 3 of 3/)
    assert.deepEqual(rest, [])
    assert.deepEqual(adviceOf(sumsOf([idle])), [])
  })

  test('what is not in the log is advised to be kept', () => {
    const bare = report('bare', [['get']], [], { known: { ...known, inputs: false } })
    const [advice] = adviceOf(sumsOf([bare, good]))
    assert.match(advice?.because ?? '', /of 1 that followed/)
    assert.match(adviceOf(sumsOf([bare]))[0]?.because ?? '', /In 1 of 1 runs some are missing/)
  })
})

test('values of the log are shown only where asked for, and no credentials even then', () => {
  const secret = `sk-ant-api03-${'x'.repeat(60)}`
  const calls = [
    { name: 'find', input: { key: secret }, output: 'The order is ORD-77-1234.' },
    { name: 'get', input: { id: 'ORD-77-1234' }, output: 'ok' },
  ]
  const run = { turns: calls.map((call, at) => ({ calls: [{ id: `${at}`, ...call }] })) }
  const reported = (showInputs: boolean): RunReport =>
    reportOf('log', run, { effectsOf: () => ({ kind: 'reads' }), showInputs })
  const shown = reported(true)
  assert.match(shown.pairs[0]?.why ?? '', /"ord-77-1234"/i)
  assert.match(shown.inputs?.[1]?.join() ?? '', /ORD-77-1234/)
  assert.ok(!JSON.stringify(shown).includes(secret))
  const hidden = reported(false)
  assert.match(hidden.pairs[0]?.why ?? '', /^A value came from/)
  assert.doesNotMatch(JSON.stringify(hidden), /ORD-77|sk-ant/i)
})

test('names of files are as short as tells them apart', () => {
  const table: readonly (readonly [readonly string[], readonly string[]])[] = [
    [
      ['/x/a.jsonl', '/y/b.jsonl'],
      ['a.jsonl', 'b.jsonl'],
    ],
    [
      ['/x/a.jsonl', '/y/a.jsonl', '/y/c.jsonl'],
      ['x/a.jsonl', 'y/a.jsonl', 'c.jsonl'],
    ],
    [
      ['/x/1/a', '/y/1/a', '/y/2/a'],
      ['x/1/a', 'y/1/a', '2/a'],
    ],
    [
      ['/a', '/b/a'],
      ['a', 'b/a'],
    ],
    [[], []],
  ]
  for (const [paths, names] of table) assert.deepEqual(distinctNames(paths), names)
})
