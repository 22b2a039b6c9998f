import assert from 'node:assert/strict'
import { test } from 'node:test'
import { faultCases } from '../../../../bench/peers/suites/faults/cases.ts'
import type { FaultCase } from '../../../../bench/peers/suites/faults/case.ts'
import {
  judge,
  type Observation,
  type SeenRequest,
} from '../../../../bench/peers/suites/faults/judge.ts'
import { inputOf } from '../../../../bench/peers/suites/faults/scripted-input.ts'

function fault(name: string): FaultCase {
  const found = faultCases.find((one) => one.name === name)
  assert.ok(found, name)
  return found
}

const asked: SeenRequest = {
  format: 'anthropic',
  body: {},
  turn: 0,
  status: 200,
  error: undefined,
  receivedAtMs: 0,
  responseStartedAtMs: 5,
  respondedAtMs: 10,
}

/** The next request, with these results; the calls' ids are `c1`, `c2` and `c3` unless others are given. */
function told(texts: readonly string[], ids = ['c1', 'c2', 'c3'], order = ids): SeenRequest {
  const content = ids.map((id) => ({ type: 'tool_use', id, name: 'any', input: {} }))
  const results = texts.map((text, index) => ({
    type: 'tool_result',
    tool_use_id: order[index],
    content: text,
  }))
  const messages = [
    { role: 'assistant', content },
    { role: 'user', content: results },
  ]
  return { ...asked, body: { messages }, turn: 1, receivedAtMs: 75 }
}

const good = ['value of first', 'it failed', 'value of third']
const ranGood = [
  { tool: 'look_up', input: { key: 'first' }, startedAtMs: 0, returnedAtMs: 51 },
  { tool: 'look_up', input: { key: 'third' }, startedAtMs: 1, returnedAtMs: 52 },
]

function seen(next: SeenRequest | undefined, more: Partial<Observation> = {}): Observation {
  return {
    requests: next === undefined ? [asked] : [asked, next],
    calls: ranGood,
    end: { kind: 'resolved', why: undefined, resultsInHand: 0 },
    endedAtMs: 90,
    abortedAtMs: undefined,
    ...more,
  }
}

function verdict(name: string, observation: Observation): string {
  return judge(fault(name), observation).verdict
}

test('there are twenty-two cases, of three calls each, by different names', () => {
  assert.equal(faultCases.length, 22)
  assert.equal(new Set(faultCases.map(({ name }) => name)).size, 22)
  for (const { name, calls, says, abortAfterMs } of faultCases) {
    assert.equal(calls.length, 3, name)
    assert.equal(says.length, abortAfterMs === undefined ? 3 : 0, name)
  }
})

test('one right result a call, in order, is right, and takes from the response to the request', () => {
  assert.deepEqual(judge(fault('throw'), seen(told(good))), {
    verdict: 'right',
    ms: 65,
    leaked: false,
  })
})

test('a secret in the next request is told', () => {
  const leaky = told(['value of first', 'dsn=postgres://u:SECRET@db/x', 'value of third'])
  assert.equal(judge(fault('throw'), seen(leaky)).leaked, true)
  assert.equal(judge(fault('undefined'), seen(leaky)).leaked, undefined)
})

test('a result that is missing, wrong, doubled, astray or out of order is wrong', () => {
  const of = (request: SeenRequest): string => verdict('throw', seen(request))
  assert.equal(of(told(good.slice(0, 2))), 'wrong: answers 2 of 3 calls')
  assert.match(
    of(told(['value of third', 'it failed', 'value of third'])),
    /^wrong: the result of call 1/,
  )
  assert.equal(
    of(told(['value of first', '', 'value of third'])),
    'wrong: the result of call 2 is empty',
  )
  assert.equal(
    of(told(good, ['c1', 'c2', 'c3'], ['c1', 'c3', 'c2'])),
    'wrong: results out of call order',
  )
  assert.equal(
    of(told(good, ['c1', 'c2', 'c3'], ['c1', 'c9', 'c3'])),
    'wrong: answers c9, which is no call',
  )
  assert.equal(of(told(good, ['c1', 'c2'])), 'wrong: sends back 2 of 3 calls')
})

test('two calls with one id need ids of their own', () => {
  const values = ['value of first', 'value of second', 'value of third']
  assert.equal(verdict('one-id-twice', seen(told(values), { calls: [] })), 'right')
  const same = told(values, ['c1', 'c1', 'c3'])
  assert.match(verdict('one-id-twice', seen(same, { calls: [] })), /two calls with one id/)
})

test('a request that the server rejects is wrong', () => {
  const rejected = { ...told(good), turn: undefined, status: 400, error: 'no results' }
  assert.equal(verdict('throw', seen(rejected)), 'wrong: the next request is invalid: no results')
})

test('a run that ends must give what it had', () => {
  const rejects = (resultsInHand: number): Observation =>
    seen(undefined, { end: { kind: 'rejected', why: 'no', resultsInHand } })
  assert.equal(verdict('throw', rejects(2)), 'right')
  assert.equal(verdict('throw', rejects(1)), 'wrong: the run rejects without 1 good result')
  assert.equal(
    verdict('abort', { ...rejects(0), abortedAtMs: 50 }),
    'wrong: the run rejects without 2 finished results',
  )
  assert.equal(verdict('abort', { ...rejects(2), abortedAtMs: 50 }), 'right')
  assert.equal(judge(fault('abort'), { ...rejects(2), abortedAtMs: 50 }).ms, 40)
  assert.match(
    verdict('abort', { ...rejects(2), abortedAtMs: 50, endedAtMs: 2_050 }),
    /takes 2000 ms/,
  )
  assert.equal(verdict('cut-arguments', { ...rejects(0), calls: [] }), 'right')
})

test('a run that ends before its good calls do has lost them, save where nothing should have run', () => {
  const calls = ranGood.map(({ tool, input, startedAtMs }) => ({ tool, input, startedAtMs }))
  const rejects = { kind: 'rejected', why: 'no', resultsInHand: 0 } as const
  const early = seen(undefined, { calls, end: rejects })
  assert.equal(verdict('throw', early), 'wrong: the run rejects without 2 good results')
  assert.equal(verdict('broken-stream', early), 'right')
})

test('a run that ends as if answered is wrong', () => {
  assert.equal(
    verdict('cut-arguments', seen(undefined, { calls: [] })),
    'wrong: the run ends as if answered',
  )
  const toldWhy = { kind: 'resolved', why: 'length', resultsInHand: 2 } as const
  assert.equal(verdict('cut-arguments', seen(undefined, { calls: [], end: toldWhy })), 'right')
})

test('a run that goes on after its abort, hangs, or crashes is wrong', () => {
  assert.equal(verdict('abort', seen(told(good))), 'wrong: goes on after the abort')
  assert.equal(
    verdict('hang', seen(undefined, { end: undefined })),
    'wrong: still waiting after 4 s',
  )
  assert.match(verdict('throw', seen(told(good), { crash: 'Error: no' })), /unhandled.*Error: no/)
})

test('nothing may run that the model did not say to its end', () => {
  const cut = [{ tool: 'look_up', input: { key: 'th' }, startedAtMs: 0 }]
  assert.equal(
    verdict('cut-arguments', seen(told(good), { calls: cut })),
    'wrong: ran the call that was cut off',
  )
  const middle = [{ tool: 'inspect', input: { key: 'mid' }, startedAtMs: 0 }]
  assert.match(
    verdict('broken-stream', seen(told(good), { calls: middle })),
    /ran inspect with arguments/,
  )
})

test('siblings of a call that computes may not be late', () => {
  const values = told(['value of first', 'value of middle', 'value of third'])
  assert.equal(verdict('cpu', seen(values)), 'right')
  const late = ranGood.map((call) => ({ ...call, returnedAtMs: call.returnedAtMs + 500 }))
  assert.equal(verdict('cpu', seen(values, { calls: late })), 'wrong: its siblings end 502 ms late')
})

test('the other wire formats are read as well', () => {
  const ids = ['c1', 'c2', 'c3']
  const chat = {
    messages: [
      { role: 'assistant', tool_calls: ids.map((id) => ({ id, function: { name: 'any' } })) },
      ...ids.map((id, index) => ({ role: 'tool', tool_call_id: id, content: good[index] })),
    ],
  }
  const responses = {
    input: [
      { role: 'user', content: 'Go.' },
      ...ids.map((id) => ({ type: 'function_call', call_id: id, name: 'any' })),
      ...ids.map((id, index) => ({
        type: 'function_call_output',
        call_id: id,
        output: [{ type: 'input_text', text: good[index] }],
      })),
    ],
  }
  for (const [format, body] of [
    ['openai-chat', chat],
    ['openai-responses', responses],
  ] as const)
    assert.equal(verdict('throw', seen({ ...told(good), format, body })), 'right', format)
})

test('the input of a scripted call is what its text says, if it says anything', () => {
  assert.deepEqual(inputOf({ name: 'a', inputText: '' }), {})
  assert.deepEqual(inputOf({ name: 'a', inputText: '{"b": 1}' }), { b: 1 })
  assert.equal(inputOf({ name: 'a', inputText: '{"b": ' }), undefined)
})
