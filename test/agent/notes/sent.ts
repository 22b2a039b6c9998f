import assert from 'node:assert/strict'
import type { ModelServer } from '../../../src/testing/index.ts'

/** The conversation in each request, as it was sent. */
export function conversations(server: ModelServer): string[] {
  return server.requests.map(({ body }) => {
    const { messages, contents, input } = body as Record<string, unknown>
    return JSON.stringify(messages ?? contents ?? input)
  })
}

/** All else in the requests is the same, to the letter: it comes first in what a provider's cache knows. */
export function expectSameFrame(server: ModelServer): void {
  const frames = server.requests.map(({ body }) => {
    const { messages: _1, contents: _2, input: _3, ...frame } = body as Record<string, unknown>
    return JSON.stringify(frame)
  })
  for (const frame of frames) assert.equal(frame, frames[0])
}

/** Each conversation goes on where the one before ended: nothing that was sent is changed. */
export function expectOnlyAdded(sent: readonly string[]): void {
  for (const [at, conversation] of sent.entries()) {
    const before = sent[at - 1]?.slice(0, -1) ?? ''
    assert.ok(conversation.startsWith(before), `Request ${at + 1} changes what came before it.`)
  }
}
