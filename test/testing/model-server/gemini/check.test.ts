import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { withServer } from '../harness.ts'

const user = { role: 'user', parts: [{ text: 'Hello?' }] }
const call = (name: string, others: object = {}): object => ({ functionCall: { name, ...others } })
const answer = (name: string, others: object = {}): object => ({
  functionResponse: { name, response: { result: 'x' }, ...others },
})
const model = (...parts: object[]): object => ({ role: 'model', parts })
const results = (...parts: object[]): object => ({ role: 'user', parts })
const asked = (...contents: object[]): object => ({ contents: [user, ...contents] })
const declared = (...functionDeclarations: object[]): object => ({
  contents: [user],
  tools: [{ functionDeclarations }],
})

const number = /number of function response parts is equal to the number of function call parts/
const empty = /required oneof field 'data' must have one initialized field/

const rejected: readonly [string, object, RegExp, string?][] = [
  ['no contents', {}, /contents is not specified/],
  ['an empty list of contents', { contents: [] }, /contents is not specified/],
  ['an unknown field', { ...asked(), stream: true }, /Unknown name "stream": Cannot find field/],
  ['an unknown role', { contents: [{ ...user, role: 'assistant' }] }, /use a valid role/],
  ['a content without parts', asked(model()), /contents\[1\]\.parts: contents\.parts must not be/],
  ['a field of a content', asked({ ...user, id: 1 }), /Unknown name "id" at 'contents\[1\]'/],
  ['a part of nothing', asked(model({})), empty],
  ['a part of two things', asked(model({ text: 'a', ...call('f') })), empty],
  ['an unknown part', asked(model({ type: 'text' })), /Unknown name "type" at 'contents\[1\]/],
  ['empty text', asked(model({ text: '' })), /empty text parameter/],
  ['a call still in pieces', asked(model(call('f', { willContinue: true }))), /"willContinue"/],
  ['a call without a name', asked(model({ functionCall: {} })), /Name cannot be empty/],
  ['a name with a space', asked(model(call('f g'))), /Invalid function name/],
  ['arguments as text', asked(model(call('f', { args: '{}' }))), /function_call\.args' \(type/],
  [
    'a response as text',
    asked(model(call('f')), results(answer('f', { response: 'x' }))),
    /Struct/,
  ],
  [
    'a reference in a response',
    asked(model(call('f')), results(answer('f', { response: { a: [{ $ref: '#/x' }] } }))),
    /The referenced name `#\/x` in function_response\.response does not match/,
  ],
  [
    'media in a response, of an older model',
    asked(model(call('f')), results(answer('f', { parts: [{ inlineData: {} }] }))),
    /not supported for this model/,
  ],
  ['calls that nobody answers', asked(model(call('f'))), number],
  ['calls that words answer', asked(model(call('f')), user), number],
  ['too few responses', asked(model(call('f'), call('f')), results(answer('f'))), number],
  ['too many', asked(model(call('f')), results(answer('f'), answer('f'))), number],
  [
    'responses split',
    asked(model(call('f'), call('f')), results(answer('f')), results(answer('f'))),
    number,
  ],
  ['a response to nothing', asked(results(answer('f'))), /immediately after a function call turn/],
  ['a call after the model', asked(model({ text: 'a' }), model(call('f'))), /after a user turn/],
  [
    'responses in another order',
    asked(model(call('f'), call('g')), results(answer('g'), answer('f'))),
    /response for 'g' stands where the one for 'f' belongs/,
  ],
  [
    'a response under an id that its call does not have',
    asked(model(call('f')), results(answer('f', { id: 'made' }))),
    /has the id 'made', but its call has 'undefined'/,
  ],
  [
    'a call of Gemini 3 without its signature',
    asked(model(call('f')), results(answer('f'))),
    /missing a thought_signature in functionCall parts.*`default_api:f` , position 2/,
    'gemini-3-pro',
  ],
  [
    'a signature of another part',
    asked(model({ text: 'b', thoughtSignature: 'ZmFuZm9sZC1hYmM=' })),
    /Thought signature is not valid/,
  ],
  ['a function without a name', declared({}), /Invalid function name/],
  ['a function twice', declared({ name: 'f' }, { name: 'f' }), /Duplicate function declaration/],
  [
    'JSON Schema where OpenAPI belongs',
    declared({ name: 'f', parameters: { type: 'object', additionalProperties: false } }),
    /Unknown name "additionalProperties" at 'tools\[0\]\.function_declarations\[0\]\.parameters'/,
  ],
  [
    'two schemas',
    declared({ name: 'f', parameters: {}, parametersJsonSchema: { type: 'object' } }),
    /mutually exclusive/,
  ],
  [
    'a schema of no object',
    declared({ name: 'f', parametersJsonSchema: { type: 'string' } }),
    /`f` functionDeclaration parameters schema should be of type OBJECT/,
  ],
  [
    'an instruction without parts',
    { ...asked(), systemInstruction: {} },
    /system_instruction\.parts/,
  ],
]

const signed = { thoughtSignature: 'c2lnbmF0dXJl' }
const accepted: readonly [string, object, string?][] = [
  ['a question', asked()],
  ['a question without a role', { contents: [{ parts: [{ text: 'Hi' }] }] }],
  [
    'calls and their responses',
    asked(model(call('f'), call('g', { id: 'x' })), results(answer('f'), answer('g', { id: 'x' }))),
  ],
  ['empty text with a signature', asked(model({ text: '', ...signed }), user)],
  [
    'the first call of Gemini 3 signed, and media in its response',
    asked(
      model({ ...call('f'), ...signed }, call('f')),
      results(answer('f', { parts: [{ inlineData: {} }] }), answer('f')),
    ),
    'gemini-3-pro',
  ],
  [
    'an earlier turn of Gemini 3 without signatures',
    asked(model(call('f')), results(answer('f')), model({ text: 'a' }), user),
    'gemini-3-pro',
  ],
  [
    'JSON Schema in its place',
    declared({ name: 'f', parametersJsonSchema: { type: 'object', $defs: {} } }),
  ],
  [
    'OpenAPI in its place',
    declared({ name: 'f', parameters: { type: 'OBJECT', properties: { a: { type: 'STRING' } } } }),
  ],
  ['a tool of the provider', { ...asked(), tools: [{ googleSearch: {} }] }],
]

const pathOf = (name = 'gemini-2.5-flash'): string => `/v1beta/models/${name}:generateContent`

describe('the model server, as strict as Gemini', () => {
  for (const [what, body, message, name] of rejected)
    it(`rejects ${what}`, async () => {
      await withServer({ script: () => ({ text: 'not rejected' }) }, async ({ server, post }) => {
        const { status, body: said } = await post(pathOf(name), body)
        const { error } = said as { error: Record<string, unknown> }
        assert.equal(status, 400, JSON.stringify(said))
        assert.deepEqual([error['code'], error['status']], [400, 'INVALID_ARGUMENT'])
        assert.match(String(error['message']), message)
        assert.equal(server.requests[0]?.error, error['message'])
      })
    })

  for (const [what, body, name] of accepted)
    it(`accepts ${what}`, async () => {
      await withServer({ script: () => ({ text: 'fine' }) }, async ({ post }) => {
        const { status, body: said } = await post(pathOf(name), body)
        assert.equal(status, 200, JSON.stringify(said))
      })
    })

  it('knows the paths of both of Google’s APIs, and no others', async () => {
    await withServer({ script: () => ({ text: 'fine' }) }, async ({ server }) => {
      const body = JSON.stringify({ contents: [user] })
      const statusOf = async (path: string): Promise<number> => {
        const response = await fetch(server.url + path, { method: 'POST', body })
        await response.text()
        return response.status
      }
      const project = '/v1/projects/p/locations/l'
      for (const path of [
        '/v1/models/m:generateContent',
        '/v1beta/tunedModels/m:streamGenerateContent?alt=sse',
        '/v1beta1/publishers/google/models/m:generateContent',
        `${project}/publishers/google/models/m:streamGenerateContent`,
        `${project}/endpoints/1234:generateContent`,
      ])
        assert.equal(await statusOf(path), 200, path)
      for (const path of [
        '/v1beta/models/m:countTokens',
        '/models/m:generateContent',
        '/v1/models/m',
      ])
        assert.equal(await statusOf(path), 404, path)
    })
  })
})
