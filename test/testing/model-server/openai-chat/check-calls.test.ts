import { describe } from 'node:test'
import { askOpenai as ask } from '../harness.ts'
import { itAccepts, itRejects, type Rejected } from '../rejections.ts'

const call = (id: string, more: object = {}): object => ({
  id,
  type: 'function',
  function: { name: 'a', arguments: '{}', ...more },
})
const calls = (...made: object[]): object => ({
  role: 'assistant',
  content: null,
  tool_calls: made,
})
const result = (id: string, content: unknown = 'fine'): object => ({
  role: 'tool',
  tool_call_id: id,
  content,
})
const user = { role: 'user', content: 'And?' }
const history = (...messages: object[]): object => ({ ...ask, messages: [user, ...messages] })

const rejected: readonly Rejected[] = [
  [
    'two calls with one id',
    history(calls(call('x'), call('x')), result('x')),
    /^Duplicate value for 'id' in 'messages\[1\]\.tool_calls': 'x'/,
    'messages[1].tool_calls[1].id',
  ],
  [
    'a missing result',
    history(calls(call('x'), call('y')), result('x'), user),
    /must be followed by tool messages.* did not have response messages: y$/,
    'messages.[3].role',
  ],
  [
    'all results missing at the end',
    history(calls(call('x'), call('y'))),
    /did not have response messages: x, y$/,
    'messages.[2].role',
  ],
  [
    'a message between the results',
    history(calls(call('x'), call('y')), result('x'), user, result('y')),
    /did not have response messages: y$/,
    'messages.[3].role',
  ],
  [
    'a doubled result',
    history(calls(call('x'), call('y')), result('x'), result('x')),
    /'tool_call_id' of 'x' has more than one response message/,
    'messages.[3].tool_call_id',
  ],
  [
    'an unknown result',
    history(calls(call('x')), result('z')),
    /'tool_call_id' of 'z' not found in 'tool_calls' of previous message/,
    'messages.[2].tool_call_id',
  ],
  [
    'a result of no call',
    history(result('x')),
    /messages with role 'tool' must be a response to a preceeding message/,
    'messages.[1].role',
  ],
  [
    'a result of an earlier turn',
    history(calls(call('x')), result('x'), user, result('x')),
    /must be a response to a preceeding message/,
    'messages.[4].role',
  ],
]

const accepted: readonly (readonly [string, object])[] = [
  ['results in any order', history(calls(call('x'), call('y')), result('y'), result('x'), user)],
  ['one id in two turns', history(calls(call('x')), result('x'), calls(call('x')), result('x'))],
]

describe('the model server, like OpenAI, of calls and results', () => {
  itRejects('/v1/chat/completions', rejected)
  itAccepts('/v1/chat/completions', accepted)
})
