import assert from 'node:assert/strict'
import { it } from 'node:test'
import { withServer } from './harness.ts'

/** What is wrong with a body, the body, and what the error says. */
export type RejectedBody = readonly [what: string, body: object, said: RegExp]

/** Declares a test for each body: the server answers 400, and `messageIn` finds the provider's sentence in it. */
export function rejectsBodies(
  path: string,
  all: readonly RejectedBody[],
  messageIn: (answer: unknown) => unknown,
): void {
  for (const [what, body, said] of all)
    it(`rejects ${what}`, async () => {
      await withServer({ script: () => ({ text: 'not rejected' }) }, async ({ server, post }) => {
        const { status, body: answer } = await post(path, body)
        assert.equal(status, 400, JSON.stringify(answer))
        assert.match(String(messageIn(answer)), said)
        assert.equal(server.requests[0]?.error, messageIn(answer))
      })
    })
}

/** Declares a test for each body: the server answers 200. */
export function acceptsBodies(path: string, all: readonly (readonly [string, object])[]): void {
  for (const [what, body] of all)
    it(`accepts ${what}`, async () => {
      await withServer({ script: () => ({ text: 'fine' }) }, async ({ post }) => {
        const { status, body: answer } = await post(path, body)
        assert.equal(status, 200, JSON.stringify(answer))
      })
    })
}
