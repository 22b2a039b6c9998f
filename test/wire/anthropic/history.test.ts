import assert from 'node:assert/strict'
import { test } from 'node:test'
import { anthropicCodec } from '../../../src/wire/anthropic/codec.ts'
import type { AnthropicMessage } from '../../../src/wire/anthropic/message.ts'
import { result } from '../support/result.ts'

const question: AnthropicMessage = { role: 'user', content: 'Go.' }
const asks = (...ids: string[]): AnthropicMessage => ({
  role: 'assistant',
  content: ids.map((id) => ({ type: 'tool_use', id, name: 'f', input: {} })),
})
const answers = (...ids: string[]): AnthropicMessage[] =>
  anthropicCodec.results(ids.map((id) => result(id, 'ok', 'Fine.')))
const warning = (...messages: AnthropicMessage[]): string | undefined =>
  anthropicCodec.historyWarning?.(messages)

test('results of one turn split over several messages: a warning says where, and what to do', () => {
  const said = warning(question, asks('a', 'b'), ...answers('a'), ...answers('b'))
  assert.match(said ?? '', /messages\[2\] and messages\[3\]\. .*one message/)
  const twice = [asks('a', 'b', 'c'), ...answers('a'), ...answers('b'), ...answers('c')]
  assert.match(warning(question, ...twice) ?? '', /messages\[2\] and messages\[3\] \(and 1 more\)/)
})

test('no warning where each turn has one message of results', () => {
  assert.equal(warning(), undefined)
  assert.equal(warning(question), undefined)
  const turns = [asks('a', 'b'), ...answers('a', 'b'), asks('c'), ...answers('c')]
  assert.equal(warning(question, ...turns), undefined)
  // The user's own words after the results are no results.
  assert.equal(warning(question, ...turns, { role: 'user', content: 'And now?' }), undefined)
  const alone = [asks('a'), ...answers('a'), asks('b'), ...answers('b')]
  assert.equal(warning(question, ...alone), undefined)
})

test('junk in a conversation is not thrown at', () => {
  const junk = [null, 'x', 7, { role: 'user' }, { role: 'user', content: [null, 'x'] }]
  assert.equal(anthropicCodec.historyWarning?.(junk as never), undefined)
})
