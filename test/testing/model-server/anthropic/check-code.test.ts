import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ask, withServer } from '../harness.ts'
import { itAccepts, itRejects } from '../rejections.ts'

const type = 'code_execution_20260120'
const tools = [
  { type, name: 'code_execution' },
  { name: 'a', input_schema: { type: 'object' }, allowed_callers: ['direct', type] },
  { name: 'b', input_schema: { type: 'object' } },
]
const code = { type: 'server_tool_use', id: 's', name: 'code_execution', input: {} }
const ended = { type: 'code_execution_tool_result', tool_use_id: 's', content: {} }
const call = { type: 'tool_use', id: 'x', name: 'a', input: {}, caller: { type, tool_id: 's' } }
const result = { type: 'tool_result', tool_use_id: 'x', content: 'fine' }
const text = { type: 'text', text: 'Hi' }

/** A conversation of blocks: the model's, the user's, and so on. */
const said = (...messages: object[][]): object => ({
  ...ask,
  tools,
  container: 'container_1',
  messages: [
    ...ask.messages,
    ...messages.map((content, at) => ({ role: at % 2 === 0 ? 'assistant' : 'user', content })),
  ],
})
const waiting = said([code, call], [result])
const forgotten = { ...waiting, container: undefined }

describe('the model server, to a request of Anthropic’s with code that makes calls', () => {
  itAccepts('/v1/messages', [
    ['code that waits in its container', waiting],
    ['a container with skills', { ...waiting, container: { id: 'container_1', skills: [] } }],
    [
      'code that has ended, without its container',
      { ...said([code, call], [result], [ended, text], [text]), container: undefined },
    ],
    [
      'code that made no calls, without its container',
      { ...said([code, text], [text]), container: undefined },
    ],
  ])

  itRejects('/v1/messages', [
    [
      'code that waits, without its container',
      forgotten,
      /container_id is required when there are/,
    ],
    [
      'a container without an id',
      { ...forgotten, container: { skills: [] } },
      /container_id is req/,
    ],
    [
      'words beside the results of code',
      said([code, call], [result, text]),
      /messages\.2: .*only `tool_result`/,
    ],
    [
      'a call of code to a tool that it may not call',
      said([code, { ...call, name: 'b' }], [result]),
      /`b` was called by code/,
    ],
    [
      'a caller that is no tool of the request',
      { ...ask, tools: tools.slice(1) },
      /^tools\.0\.allowed_callers: 'code_exec/,
    ],
  ])

  for (const stream of [false, true])
    it(`writes code before its calls, and its end before what follows (stream: ${stream})`, async () => {
      const script = [{ code: 'go()', calls: [{ name: 'a' }] }, { text: 'Done.' }]
      await withServer({ script }, async ({ anthropic }) => {
        const request = async (body: object) => {
          const whole = { ...ask, tools, ...body } as never
          if (!stream) return anthropic.messages.create(whole)
          return anthropic.messages.stream(whole).finalMessage()
        }
        const first = await request({})
        const [begun, made] = first.content
        assert.deepEqual([begun?.type, made?.type], ['server_tool_use', 'tool_use'])
        const own = first.content.find((block) => block.type === 'tool_use')
        assert.deepEqual(own?.caller, { type, tool_id: 'srvtoolu_1' })
        assert.equal(first.container?.id, 'container_msg_1')
        const messages = [
          ...ask.messages,
          { role: 'assistant', content: first.content },
          { role: 'user', content: [{ ...result, tool_use_id: 'toolu_1_1' }] },
        ]
        const second = await request({ messages, container: first.container?.id })
        assert.deepEqual(
          second.content.map((block) => block.type),
          ['code_execution_tool_result', 'text'],
        )
      })
    })
})

it('code in a script needs calls', async () => {
  await assert.rejects(
    withServer({ script: [{ code: 'x', text: 'Hi' }] }, async () => {}),
    /Expected `script\[0\]` to have `calls`, as it has `code`/,
  )
})
