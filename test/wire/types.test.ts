import assert from 'node:assert/strict'
import { test } from 'node:test'
import type Anthropic from '@anthropic-ai/sdk'
import type OpenAI from 'openai'
import type { Model } from '../../src/agent/model.ts'
import { anthropic } from '../../src/anthropic.ts'
import { openai } from '../../src/openai.ts'
import { anthropicCodec } from '../../src/wire/anthropic/codec.ts'
import { chatCodec } from '../../src/wire/openai-chat/codec.ts'
import { result } from './support/result.ts'

// What these tests check is that they compile.

test('Anthropic messages and tools are those of the SDK', () => {
  const messages: Anthropic.MessageParam[] = []
  const { messages: read } = anthropicCodec.read({ content: [{ type: 'text', text: 'Hi' }] })
  messages.push(...read)
  messages.push(...anthropicCodec.results([result('a', 'ok', 'x')]), anthropicCodec.user('Hi'))
  const tools: Anthropic.Tool[] = anthropicCodec.tools([])
  const params: Anthropic.MessageCreateParams = { model: 'x', max_tokens: 1, messages, tools }
  assert.equal(params.messages.length, 3)
})

test('Chat messages and tools are those of the SDK', () => {
  const messages: OpenAI.ChatCompletionMessageParam[] = []
  const { messages: read } = chatCodec.read({
    choices: [{ message: { role: 'assistant', content: 'Hi' } }],
  })
  messages.push(...read)
  messages.push(...chatCodec.results([result('a', 'ok', 'x')]), chatCodec.user('Hi'))
  const tools: OpenAI.ChatCompletionTool[] = chatCodec.tools([])
  const params: OpenAI.ChatCompletionCreateParams = { model: 'x', messages, tools }
  assert.equal(params.messages.length, 3)
})

test('a model speaks its client’s own type of message', () => {
  const ofAnthropic = (client: Anthropic): Model<Anthropic.MessageParam> =>
    anthropic.model(client, { model: 'x', max_tokens: 1, temperature: 0.5 })
  const ofBeta = (client: Anthropic): Model<Anthropic.Beta.BetaMessageParam> =>
    anthropic.model(client.beta, { model: 'x', max_tokens: 1 })
  const ofOpenAI = (client: OpenAI): Model<OpenAI.ChatCompletionMessageParam> =>
    openai.chat.model(client, { model: 'x', reasoning_effort: 'low' })
  assert.equal([ofAnthropic, ofBeta, ofOpenAI].length, 3)
})
