import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { withServer } from '../harness.ts'

/** A user's words as a request of each API, and what it says of half of a surrogate pair; undefined if it takes it. */
const apis: readonly [path: string, body: (words: unknown) => object, said: RegExp | undefined][] =
  [
    [
      '/v1/messages',
      (content) => ({ model: 'm', max_tokens: 9, messages: [{ role: 'user', content }] }),
      /^The request body is not valid JSON: no low surrogate in string: line 1 column 72 \(char 71\)$/,
    ],
    [
      '/v1/chat/completions',
      (content) => ({ model: 'm', messages: [{ role: 'user', content }] }),
      /^Invalid body: failed to parse JSON value\./,
    ],
    [
      '/v1/responses',
      (input) => ({ model: 'm', input }),
      /^Invalid body: failed to parse JSON value\./,
    ],
    [
      '/v1beta/models/gemini-3-pro:generateContent',
      (text) => ({ contents: [{ role: 'user', parts: [{ text }] }] }),
      /^Invalid JSON payload received\. Missing low surrogate\.$/,
    ],
    [
      '/model/nova/converse',
      (text) => ({ messages: [{ role: 'user', content: [{ text }] }] }),
      /half of a surrogate pair at character 53/,
    ],
    [
      '/api/chat',
      (content) => ({ model: 'm', stream: false, messages: [{ role: 'user', content }] }),
      undefined,
    ],
    ['/v2/chat', (content) => ({ model: 'm', messages: [{ role: 'user', content }] }), undefined],
  ]

function messageIn(answer: unknown): string {
  const { error, message } = answer as { error?: { message: string }; message?: string }
  return error?.message ?? message ?? ''
}

describe('the model server, of JSON that a provider cannot read,', () => {
  for (const [path, body, said] of apis) {
    it(`${said === undefined ? 'takes' : 'refuses'} half of a surrogate pair at ${path}`, async () => {
      await withServer({ script: () => ({ text: 'Hm.' }) }, async ({ post }) => {
        const { status, body: answer } = await post(path, body('Cut: \uD83D'))
        assert.equal(status, said === undefined ? 200 : 400, JSON.stringify(answer))
        if (said !== undefined) assert.match(messageIn(answer), said)
        assert.equal((await post(path, body('Whole: \u{1F600}'))).status, 200)
        const escaped = JSON.stringify(body('X')).replace('X', String.raw`\ud83d\ude00 \\ud83d`)
        assert.equal((await post(path, escaped)).status, 200)
      })
    })
    it(`takes it at ${path} if it is not strict`, async () => {
      await withServer({ script: () => ({ text: 'Hm.' }), strict: false }, async ({ post }) => {
        assert.equal((await post(path, body('Cut: \uD83D'))).status, 200)
      })
    })
  }

  it('goes with Gemini as deep as Google’s reader of JSON', async () => {
    const asked = (levels: number): object => {
      let args: object = {}
      // The arguments are the seventh level.
      for (let level = 7; level < levels; level += 1) args = { a: args }
      const call = { role: 'model', parts: [{ functionCall: { name: 'f', args } }] }
      const answer = { role: 'user', parts: [{ functionResponse: { name: 'f', response: {} } }] }
      return { contents: [{ role: 'user', parts: [{ text: 'x' }] }, call, answer] }
    }
    const path = '/v1beta/models/gemini-2.5-pro:generateContent'
    await withServer({ script: () => ({ text: 'Hm.' }) }, async ({ post }) => {
      assert.equal((await post(path, asked(100))).status, 200)
      const { status, body } = await post(path, asked(101))
      assert.equal(status, 400)
      assert.match(
        messageIn(body),
        /^Invalid JSON payload received\. Message too deep\. Max recursion depth reached for key 'a'$/,
      )
    })
  })
})
