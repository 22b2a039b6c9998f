import assert from 'node:assert/strict'
import { test } from 'node:test'
import type Anthropic from '@anthropic-ai/sdk'
import type {
  LanguageModelV2,
  LanguageModelV2Message,
  LanguageModelV3,
  LanguageModelV3Message,
  LanguageModelV4,
  LanguageModelV4FunctionTool,
  LanguageModelV4Message,
  LanguageModelV4Prompt,
} from '@ai-sdk/provider'
import type {
  BedrockRuntimeClient,
  ConverseStreamCommandInput,
  Message as ConverseMessage,
  Tool as ConverseTool,
} from '@aws-sdk/client-bedrock-runtime'
import type { Cohere, CohereClientV2 } from 'cohere-ai'
import type { Message as OllamaSdkMessage, Ollama, Tool as OllamaSdkTool } from 'ollama'
import type OpenAI from 'openai'
import type { Model } from '../../src/agent/model.ts'
import { createAgent } from '../../src/agent/agent.ts'
import { aiSdk } from '../../src/ai-sdk.ts'
import { anthropic } from '../../src/anthropic.ts'
import { bedrock } from '../../src/bedrock.ts'
import { cohere } from '../../src/cohere.ts'
import { ollama } from '../../src/ollama.ts'
import { openai } from '../../src/openai.ts'
import type { Engine } from '../../src/turn/contract.ts'
import { aiSdkCodec } from '../../src/wire/ai-sdk/codec.ts'
import { anthropicCodec } from '../../src/wire/anthropic/codec.ts'
import { bedrockCodec } from '../../src/wire/bedrock/codec.ts'
import { cohereCodec } from '../../src/wire/cohere/codec.ts'
import { ollamaCodec } from '../../src/wire/ollama/codec.ts'
import { chatCodec } from '../../src/wire/openai-chat/codec.ts'
import { responsesCodec } from '../../src/wire/openai-responses/codec.ts'
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

test('Responses items and tools are those of the SDK', () => {
  const input: OpenAI.Responses.ResponseInputItem[] = []
  const content = [{ type: 'output_text', text: 'Hi' }]
  input.push(...responsesCodec.read({ output: [{ type: 'message', content }] }).messages)
  input.push(...responsesCodec.results([result('a', 'ok', 'x')]), responsesCodec.user('Hi'))
  const tools: OpenAI.Responses.Tool[] = responsesCodec.tools([])
  const params: OpenAI.Responses.ResponseCreateParams = { model: 'x', input, tools }
  assert.equal(params.input?.length, 3)
})

test('a model speaks its client’s own type of message', () => {
  const ofAnthropic = (client: Anthropic): Model<Anthropic.MessageParam> =>
    anthropic.model(client, { model: 'x', max_tokens: 1, temperature: 0.5 })
  const ofBeta = (client: Anthropic): Model<Anthropic.Beta.BetaMessageParam> =>
    anthropic.model(client.beta, { model: 'x', max_tokens: 1 })
  const ofOpenAI = (client: OpenAI): Model<OpenAI.ChatCompletionMessageParam> =>
    openai.chat.model(client, { model: 'x', reasoning_effort: 'low' })
  const ofResponses = (client: OpenAI): Model<OpenAI.Responses.ResponseInputItem> =>
    openai.responses.model(client, { model: 'x', reasoning: { effort: 'low' } })
  assert.equal([ofAnthropic, ofBeta, ofOpenAI, ofResponses].length, 4)
})

test('Bedrock messages and tools are those of the SDK', () => {
  const messages: ConverseMessage[] = []
  messages.push(
    ...bedrockCodec.read({ output: { message: { content: [{ text: 'Hi' }] } } }).messages,
  )
  messages.push(...bedrockCodec.results([result('a', 'ok', 'x')]), bedrockCodec.user('Hi'))
  const tools: ConverseTool[] = bedrockCodec.tools([])
  const input: ConverseStreamCommandInput = { modelId: 'x', messages, toolConfig: { tools } }
  assert.equal(input.messages?.length, 3)
})

test('Ollama messages and tools are those of the package', () => {
  const messages: OllamaSdkMessage[] = []
  messages.push(...ollamaCodec.read({ message: { content: 'Hi' }, done: true }).messages)
  messages.push(...ollamaCodec.results([result('a', 'ok', 'x')]), ollamaCodec.user('Hi'))
  const tools: OllamaSdkTool[] = ollamaCodec.tools([])
  assert.equal(messages.length + tools.length, 3)
})

test('Cohere tools are those of the SDK', () => {
  const tools: Cohere.ToolV2[] = cohereCodec.tools([])
  assert.equal(tools.length, 0)
})

test('models on the clients of AWS, Ollama and Cohere speak those clients’ messages', () => {
  const ofBedrock = (client: BedrockRuntimeClient): Model<ConverseMessage> =>
    bedrock.model(client, { modelId: 'x', inferenceConfig: { maxTokens: 1 } })
  const ofOllama = (client: Ollama): Model<OllamaSdkMessage> =>
    ollama.model(client, { model: 'x', think: true })
  const ofCohere = (client: CohereClientV2): Model<Cohere.ChatMessageV2> =>
    cohere.model(client, { model: 'x', maxTokens: 1 })
  assert.equal([ofBedrock, ofOllama, ofCohere].length, 3)
})

test('AI SDK messages and tools are those of the provider interface', () => {
  const prompt: LanguageModelV4Prompt = []
  const content = [{ type: 'text', text: 'Hi' }]
  prompt.push(...aiSdkCodec.read({ content, finishReason: 'stop' }).messages)
  prompt.push(...aiSdkCodec.results([result('a', 'ok', 'x')]), aiSdkCodec.user('Hi'))
  const tools: LanguageModelV4FunctionTool[] = aiSdkCodec.tools([])
  assert.equal(prompt.length + tools.length, 3)
})

test('an AI SDK model speaks its own version’s messages, and takes them', () => {
  const ofFourth = (model: LanguageModelV4): Model<LanguageModelV4Message> =>
    aiSdk.model(model, { temperature: 0 })
  const ofThird = (model: LanguageModelV3): Model<LanguageModelV3Message> => aiSdk.model(model)
  const ofSecond = (model: LanguageModelV2): Model<LanguageModelV2Message> => aiSdk.model(model)
  const back = (engine: Engine, model: LanguageModelV4, prompt: LanguageModelV4Prompt): unknown =>
    createAgent({ engine, model: aiSdk.model(model) }).run(prompt)
  assert.equal([ofFourth, ofThird, ofSecond, back].length, 4)
})
