import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ask, withServer } from '../harness.ts'
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
const tool = (fields: object): object => ({
  ...ask,
  tools: [{ name: 'a', input_schema: { type: 'object' }, ...fields }],
})
const without = (field: keyof typeof ask): object => ({ ...ask, [field]: undefined })

const rejected: readonly Rejected[] = [
  ['a body that is no JSON', '{"model":', /^The request body is not valid JSON/],
  ['a body that is no object', '[]', /must be a JSON object/],
  ['no model', without('model'), /^model: Field required$/],
  ['no messages', without('messages'), /^messages: Field required$/],
  ['no max_tokens', without('max_tokens'), /^max_tokens: Field required$/],
  ['max_tokens of 0', { ...ask, max_tokens: 0 }, /^max_tokens: .*greater than or equal to 1/],
  ['empty messages', { ...ask, messages: [] }, /at least one message is required/],
  ['an unknown role', history({ role: 'tool', content: 'x' }), /^messages\.1\.role: /],
  [
    'an assistant first',
    { ...ask, messages: [assistant(text('Hi'))] },
    /first message must use the "user" role/,
  ],
  [
    'empty content',
    history(user(), user(text('x'))),
    /^messages\.1: all messages must have non-empty/,
  ],
  ['an empty string as content', history({ role: 'user', content: '' }), /non-empty content/],
  [
    'an empty text block',
    history(user(text(''))),
    /^messages\.1\.content\.0: text content blocks must be non-empty/,
  ],
  ['a blank text block', history(user(text(' \n'))), /must contain non-whitespace text/],
  [
    'an empty text block in a result',
    history(assistant(use('x')), user(result('x', { content: [text('')] }))),
    /^messages\.2\.content\.0\.tool_result\.content\.0: text content blocks must be non-empty/,
  ],
  [
    'words at the end that end with a space',
    history(assistant(text('Well, '))),
    /^messages: final assistant content cannot end with trailing whitespace$/,
  ],
  [
    'a property that no tool can have',
    tool({ input_schema: { type: 'object', properties: { 'a b': {} } } }),
    /^tools\.0\.custom\.input_schema\.properties: Property keys should match pattern/,
  ],
  ['an empty system block', { ...ask, system: [text('')] }, /^system\.0: text content blocks/],
  [
    'a call in a user message',
    history(user(use('x'))),
    /^messages\.1\.content\.0: .*'tool_use' is not allowed/,
  ],
  [
    'a result in an assistant message',
    history(assistant(result('x'))),
    /'tool_result' is not allowed/,
  ],
  [
    'a bad call id',
    history(assistant(use('a.b')), user(result('a.b'))),
    /^messages\.1\.content\.0\.tool_use\.id: String should match pattern '\^\[a-zA-Z0-9_-\]\+\$'/,
  ],
  [
    'arguments that are no object',
    history(assistant({ ...use('x'), input: '{}' }), user(result('x'))),
    /tool_use\.input: Input should be a valid dictionary/,
  ],
  [
    'a failed result with an image',
    history(
      assistant(use('x')),
      user(result('x', { is_error: true, content: [{ type: 'image', source: {} }] })),
    ),
    /all content must be type `text` if `is_error` is true/,
  ],
  [
    'a result without an id',
    history(assistant(use('x')), user({ type: 'tool_result' })),
    /tool_result\.tool_use_id: Field required/,
  ],
  [
    'thinking without a signature',
    history(assistant({ type: 'thinking', thinking: 'Hm' })),
    /thinking\.signature: Field required/,
  ],
  [
    'a tool with a bad name',
    tool({ name: 'get customer' }),
    /^tools\.0\.custom\.name: String should match pattern/,
  ],
  ['a tool with too long a name', tool({ name: 'a'.repeat(129) }), /String should match pattern/],
  [
    'a tool without a schema',
    tool({ input_schema: undefined }),
    /^tools\.0\.custom\.input_schema: Field required$/,
  ],
  [
    'a tool whose schema has no type',
    tool({ input_schema: {} }),
    /input_schema\.type: Field required/,
  ],
  [
    'a tool whose schema is of no object',
    tool({ input_schema: { type: 'string' } }),
    /input_schema\.type: Input should be 'object'/,
  ],
  [
    'two tools of one name',
    { ...ask, tools: ['a', 'a'].map((name) => ({ name, input_schema: { type: 'object' } })) },
    /Tool names must be unique/,
  ],
  [
    'a choice without tools',
    { ...ask, tool_choice: { type: 'any' } },
    /^tool_choice: may only be specified while/,
  ],
  [
    'a choice of an unknown tool',
    { ...tool({}), tool_choice: { type: 'tool', name: 'z' } },
    /Tool 'z' not found/,
  ],
]

const accepted: readonly (readonly [string, object])[] = [
  [
    'roles that do not alternate',
    history(user(text('And?')), assistant(text('Hm')), assistant(text('Well'))),
  ],
  [
    'a result without content',
    history(assistant(use('x')), user(result('x', { content: undefined }))),
  ],
  [
    'a result with an empty string',
    history(assistant(use('x')), user(result('x', { content: '' }))),
  ],
  [
    'a result with an image',
    history(assistant(use('x')), user(result('x', { content: [{ type: 'image', source: {} }] }))),
  ],
  ['an empty last assistant message', history({ role: 'assistant', content: '' })],
  [
    'a tool of the provider',
    { ...ask, tools: [{ type: 'web_search_20250305', name: 'web_search' }] },
  ],
  [
    'blocks of other kinds',
    history(assistant({ type: 'server_tool_use', id: 's', name: 'web_search', input: {} })),
  ],
  [
    'a signature of the provider',
    history(assistant({ type: 'thinking', thinking: 'Hm', signature: 'EqQB' })),
  ],
  [
    'one call a message',
    { ...tool({}), tool_choice: { type: 'auto', disable_parallel_tool_use: true } },
  ],
]

describe('the model server, like Anthropic,', () => {
  itRejects('/v1/messages', rejected)
  itAccepts('/v1/messages', accepted)

  it('rejects thinking that did not come back as it came', async () => {
    await withServer({ script: () => ({ thinking: 'Hm.', text: 'Well.' }) }, async (harness) => {
      const { content } = await harness.anthropic.messages.create(ask)
      const [thinking, ...rest] = content
      assert.ok(thinking !== undefined)
      const again = await harness.post('/v1/messages', history({ role: 'assistant', content }))
      assert.equal(again.status, 200)
      const changed = assistant({ ...thinking, thinking: 'Aha.' }, ...rest)
      const { status, body } = await harness.post('/v1/messages', history(changed))
      assert.equal(status, 400)
      assert.match(JSON.stringify(body), /Invalid `signature` in `thinking` block/)
    })
  })

  it('rejects sampling parameters as far as the API version does', async () => {
    await withServer({ script: () => ({ text: 'fine' }) }, async ({ server, anthropic }) => {
      const body = JSON.stringify({ ...ask, temperature: 0 })
      const status = async (version: string): Promise<number> => {
        const headers = { 'anthropic-version': version }
        return (await fetch(`${server.url}/v1/messages`, { method: 'POST', headers, body })).status
      }
      assert.equal(await status('2023-06-01'), 200)
      assert.equal(await status('2026-10-21'), 400)
      await assert.rejects(
        anthropic.messages.create({ ...ask, top_k: 5 } as typeof ask),
        /top_k: Extra inputs are not permitted/,
      )
    })
  })

  it('rejects through the client, as the error that the client knows', async () => {
    await withServer({ script: [] }, async ({ anthropic }) => {
      await assert.rejects(
        anthropic.messages.create({ ...ask, max_tokens: 0 }),
        (error: { status?: number; type?: string }) =>
          error.status === 400 && error.type === 'invalid_request_error',
      )
    })
  })

  it('lets everything pass if it is not strict', async () => {
    const options = { script: () => ({ text: 'fine' }), strict: false }
    await withServer(options, async ({ post }) => {
      for (const [, body] of rejected.slice(2))
        assert.equal((await post('/v1/messages', body)).status, 200)
    })
  })
})
