import assert from 'node:assert/strict'
import { it } from 'node:test'
import { withServer } from './harness.ts'

/** What is wrong, the request's body, the error's message, and, of OpenAI, its `param`. */
export type Rejected = readonly [
  what: string,
  body: object | string,
  message: RegExp,
  param?: string,
]

/** Declares a test for each body: the server answers 400 in the provider's shape. */
export function itRejects(path: string, all: readonly Rejected[]): void {
  for (const [what, body, message, param] of all)
    it(`rejects ${what}`, async () => {
      await withServer({ script: () => ({ text: 'not rejected' }) }, async ({ server, post }) => {
        const { status, body: answer } = await post(path, body)
        const { type, error } = answer as { type?: string; error: Record<string, unknown> }
        assert.equal(status, 400, JSON.stringify(answer))
        assert.equal(error['type'], 'invalid_request_error')
        assert.match(String(error['message']), message)
        assert.equal(server.requests[0]?.error, error['message'])
        if (path === '/v1/messages') assert.equal(type, 'error')
        else assert.deepEqual([error['param'], 'code' in error], [param ?? null, true])
      })
    })
}

/** Declares a test for each body: the server answers 200. */
export function itAccepts(path: string, all: readonly (readonly [string, object])[]): void {
  for (const [what, body] of all)
    it(`accepts ${what}`, async () => {
      await withServer({ script: () => ({ text: 'fine' }) }, async ({ post }) => {
        const { status, body: answer } = await post(path, body)
        assert.equal(status, 200, JSON.stringify(answer))
      })
    })
}
