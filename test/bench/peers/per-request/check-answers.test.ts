import assert from 'node:assert/strict'
import { it } from 'node:test'
import { checkAnswers } from '../../../../bench/peers/suites/per-request/check-answers.ts'

const chat = (...answers: (readonly [string, string])[]): string =>
  JSON.stringify({
    messages: [
      { role: 'user', content: 'Go.' },
      { role: 'assistant', content: null },
      ...answers.map(([id, content]) => ({ role: 'tool', tool_call_id: id, content })),
    ],
  })

it('a request with one right result for each call will do, on each wire', () => {
  checkAnswers('openai-chat', chat(['call_0', '0'], ['call_1', '"1"']), 2)
  const content = [
    { type: 'tool_result', tool_use_id: 'call_0', content: '0' },
    { type: 'tool_result', tool_use_id: 'call_1', content: [{ type: 'text', text: '1' }] },
  ]
  const messages = [
    { role: 'user', content: 'Go.' },
    { role: 'user', content },
  ]
  checkAnswers('anthropic', JSON.stringify({ messages }), 2)
})

it('a result that is missing, of another call or another’s is found', () => {
  const check = (...answers: (readonly [string, string])[]) => {
    checkAnswers('openai-chat', chat(...answers), 2)
  }
  assert.throws(() => check(['call_0', '0']), /Expected 2 results in the next request, got 1/)
  assert.throws(() => check(['call_1', '1'], ['call_0', '0']), /Expected result 0 to be of call_0/)
  assert.throws(() => check(['call_0', '0'], ['call_1', '0']), /Expected result 1 to be "1", got 0/)
})
