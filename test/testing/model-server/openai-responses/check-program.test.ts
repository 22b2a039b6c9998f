import { describe } from 'node:test'
import { itAccepts, itRejects } from '../rejections.ts'

const tools = [
  { type: 'programmatic_tool_calling' },
  { type: 'function', name: 'f', parameters: null, allowed_callers: ['programmatic'] },
  { type: 'function', name: 'g', parameters: null },
]
const caller = { type: 'program', caller_id: 'p' }
const program = { type: 'program', id: 'prog_1', call_id: 'p', code: 'go()', fingerprint: 'x' }
const call = { type: 'function_call', call_id: 'a', name: 'f', arguments: '{}', caller }
const output = { type: 'function_call_output', call_id: 'a', output: 'fine', caller }
const asking = (...input: object[]): object => ({
  model: 'm',
  tools,
  input: [{ role: 'user', content: 'Hi' }, ...input],
})
const { caller: _caller, ...anonymous } = output
const { fingerprint: _fingerprint, ...unsigned } = program

describe('the model server, to a request of OpenAI’s with programs that make calls', () => {
  itAccepts('/v1/responses', [
    ['a program that waits for its calls', asking(program, call, output)],
    [
      'calls of the model itself beside them',
      asking(program, call, { ...call, call_id: 'b', caller: { type: 'direct' } }, output, {
        ...anonymous,
        call_id: 'b',
      }),
    ],
  ])

  itRejects('/v1/responses', [
    [
      'an output that does not say whose it is',
      asking(program, call, anonymous),
      /caller of call a is another/,
      'input[3].caller',
    ],
    [
      'a program that is not there',
      asking(call, output),
      /No program found with call_id p/,
      'input',
    ],
    [
      'a program without its fingerprint',
      asking(unsigned, call, output),
      /fingerprint/,
      'input[1].fingerprint',
    ],
    [
      'a program that was changed',
      asking({ ...program, fingerprint: 'fanfold-x' }, call, output),
      /as it came/,
      'input[1].fingerprint',
    ],
    [
      'a call of a program that it may not make',
      asking(program, { ...call, name: 'g' }, output),
      /not allowed/,
      'tools',
    ],
    [
      'callers without programs',
      { ...asking(), tools: tools.slice(1) },
      /programmatic_tool_calling/,
      'tools',
    ],
  ])
})
