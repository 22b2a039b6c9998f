import { describe } from 'node:test'
import { ask } from '../harness.ts'
import { itAccepts, itRejects, type Rejected } from '../rejections.ts'

const use = (id: string): object => ({ type: 'tool_use', id, name: 'a', input: {} })
const result = (id: string, more: object = {}): object => ({
  type: 'tool_result',
  tool_use_id: id,
  content: 'fine',
  ...more,
})
const user = (...content: object[]): object => ({ role: 'user', content })
const assistant = (...content: object[]): object => ({ role: 'assistant', content })
const text = (words: string): object => ({ type: 'text', text: words })
const history = (...messages: object[]): object => ({
  ...ask,
  messages: [user(text('Hi')), ...messages],
})

const rejected: readonly Rejected[] = [
  [
    'a missing result',
    history(assistant(use('x'), use('y')), user(result('x'))),
    /^messages\.1: `tool_use` ids were found without `tool_result` blocks immediately after: y\./,
  ],
  [
    'all results missing at the end',
    history(assistant(use('x'), use('y'))),
    /immediately after: x, y\./,
  ],
  [
    'results in a later message',
    history(assistant(use('x')), user(text('Wait')), user(result('x'))),
    /immediately after: x\./,
  ],
  [
    'a result after text',
    history(assistant(use('x')), user(text('Here'), result('x'))),
    /immediately after: x\..* messages\.2\.content\.1 comes after other content/,
  ],
  [
    'a doubled result',
    history(assistant(use('x')), user(result('x'), result('x'))),
    /^messages\.2\.content\.1: each `tool_use` must have a single result\. .*: x$/,
  ],
  [
    'an unknown result',
    history(assistant(use('x')), user(result('x'), result('z'))),
    /^messages\.2\.content\.1: unexpected `tool_use_id` found in `tool_result` blocks: z\./,
  ],
  [
    'a result of no call',
    history(user(result('x'))),
    /^messages\.1\.content\.0: unexpected `tool_use_id`/,
  ],
  [
    'a result of an earlier turn',
    history(assistant(use('x')), user(result('x')), assistant(text('Ok')), user(result('x'))),
    /^messages\.4\.content\.0: unexpected `tool_use_id`/,
  ],
  [
    'two calls with one id',
    history(assistant(use('x'), use('x')), user(result('x'))),
    /^messages\.1: `tool_use` ids must be unique/,
  ],
  [
    'one id in two turns',
    history(assistant(use('x')), user(result('x')), assistant(use('x')), user(result('x'))),
    /^messages\.3: `tool_use` ids must be unique/,
  ],
]

const accepted: readonly (readonly [string, object])[] = [
  [
    'results in any order, text after them',
    history(assistant(use('x'), use('y')), user(result('y'), result('x'), text('Go on'))),
  ],
]

describe('the model server, like Anthropic, of calls and results', () => {
  itRejects('/v1/messages', rejected)
  itAccepts('/v1/messages', accepted)
})
