import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { parseLine, parseTrace } from '../../../src/observe/trace/read-trace.ts'

const header = '{"type":"trace","version":1,"id":"run_1","of":"run","startedAtMs":5}'
const request = '{"type":"request","turn":1,"atMs":0}'

suite('parseTrace', () => {
  const whole: readonly (readonly [string, string, number, number])[] = [
    ['a whole file', `${header}\n${request}\n`, 2, 0],
    ['no last line end', `${header}\n${request}`, 2, 0],
    ['a last line that is still written', `${header}\n${request}\n{"type":"tex`, 2, 0],
    ['a broken line in the middle', `${header}\n{"type":\n${request}\n`, 2, 1],
    ['blank lines', `${header}\n\n\n${request}\n\n`, 2, 0],
    ['line ends of Windows and a mark at the start', `\uFEFF${header}\r\n${request}\r\n`, 2, 0],
    ['a type of a later version', `${header}\n{"type":"song","atMs":3}\n`, 2, 0],
    ['a line without its time', `${header}\n{"type":"request","turn":1}\n${request}\n`, 2, 1],
    ['nothing but its header', header, 1, 0],
  ]
  for (const [what, text, lines, broken] of whole)
    test(`reads ${what}`, () => {
      const trace = parseTrace(text)
      assert.equal(trace.lines.length, lines)
      assert.equal(trace.broken, broken)
      assert.equal(trace.header.id, 'run_1')
    })

  for (const text of ['', 'hello', '[1]', '{"type":"request","atMs":1}', '\n\n'])
    test(`refuses ${JSON.stringify(text)}`, () => {
      assert.throws(() => parseTrace(text, 'x.jsonl'), {
        name: 'UsageError',
        message: /^Expected x\.jsonl to be a trace, which fanfold run --trace/,
      })
    })

  const other = header.replace('run_1', 'run_2')
  for (const [text, count, lines] of [
    [`${header}\n${request}\n${other}\n${request}\n`, 2, '1, 3'],
    [`${header}\n${header}`, 2, '1, 2'],
    [`${header}\n${request}\n`.repeat(4), 4, '1, 3, 5, …'],
  ] as const)
    test(`refuses ${count} traces one behind the other (${lines}), which would lie on top of each other`, () => {
      assert.throws(() => parseTrace(text, 'x.jsonl'), {
        name: 'UsageError',
        message: `Expected x.jsonl to be one trace, got ${count}, which begin in the lines ${lines}: a file each can be drawn. fanfold audit reads them as they are.`,
      })
    })

  test('says of a later version what reads it', () => {
    assert.throws(() => parseTrace(header.replace('"version":1', '"version":2')), {
      message: /of version 1, got version 2: a later version of fanfold reads it/,
    })
  })
})

suite('parseLine', () => {
  const turn = (event: object): string => JSON.stringify({ type: 'turn', turn: 1, atMs: 1, event })
  for (const text of [
    'null',
    '7',
    '{}',
    '{"type":7,"atMs":1}',
    turn({ type: 'call.received', turnId: 't' }),
    turn({ type: 'call.settled', turnId: 't', result: 3 }),
    turn({ type: 'call.started' }),
    '{"type":"message","turn":1,"atMs":1}',
  ])
    test(`takes no line that readers would stumble over: ${text}`, () => {
      assert.equal(parseLine(text), undefined)
    })
})
