import type { ScriptedCall } from '../../../../src/testing/index.ts'
import type { FaultCase } from './case.ts'

const lookUp = (key: string, id: string): ScriptedCall => ({ id, name: 'look_up', input: { key } })
const first = lookUp('first', 'call_1')
const third = lookUp('third', 'call_3')
const id = 'call_2'
const middle: ScriptedCall = { id, name: 'inspect', input: { key: 'middle' } }

/** What a model, or the way from it, may do. */
export const messageFaults: readonly FaultCase[] = [
  {
    name: 'malformed-arguments',
    title: 'malformed arguments',
    calls: [first, { id, name: 'inspect', inputText: '{"key": "middle", "limit": }' }, third],
    says: ['value', 'something', 'value'],
    neverRuns: [1, 'ran a call with malformed arguments'],
  },
  {
    name: 'cut-arguments',
    title: 'arguments cut by the token limit',
    calls: [first, lookUp('second', id), third],
    reply: { stop: 'length' },
    says: ['something', 'something', 'something'],
    neverRuns: [2, 'ran the call that was cut off'],
    mayEnd: true,
  },
  {
    name: 'broken-stream',
    title: 'a broken stream',
    calls: [first, middle, third],
    reply: { break: { call: 1 } },
    says: ['value', 'value', 'value'],
    mayEnd: true,
  },
  {
    name: 'empty-arguments',
    title: 'empty arguments',
    calls: [first, { id, name: 'ping', inputText: '' }, third],
    says: ['value', /pong/, 'value'],
  },
  {
    name: 'schema-failure',
    title: 'arguments that fail the schema',
    calls: [first, { id, name: 'inspect', input: { limit: 'many' } }, third],
    says: ['value', 'something', 'value'],
    neverRuns: [1, 'ran a call whose arguments fail the schema'],
  },
  {
    name: 'unknown-tool',
    title: 'an unknown tool',
    calls: [first, { id, name: 'no_such_tool', input: { key: 'middle' } }, third],
    says: ['value', 'something', 'value'],
  },
  {
    name: 'identical-calls',
    title: 'identical calls',
    calls: [first, lookUp('first', id), third],
    says: ['value', 'value', 'value'],
  },
  {
    name: 'one-id-twice',
    title: 'two calls with one id',
    calls: [first, lookUp('second', 'call_1'), third],
    says: ['value', 'value', 'value'],
  },
]
