import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { aiSdkCodec } from '../../../../src/wire/ai-sdk/codec.ts'
import { anthropicCodec } from '../../../../src/wire/anthropic/codec.ts'
import { bedrockCodec } from '../../../../src/wire/bedrock/codec.ts'
import type { Codec } from '../../../../src/wire/codec.ts'
import { cohereCodec } from '../../../../src/wire/cohere/codec.ts'
import { geminiCodec } from '../../../../src/wire/gemini/codec.ts'
import { ollamaCodec } from '../../../../src/wire/ollama/codec.ts'
import { chatCodec } from '../../../../src/wire/openai-chat/codec.ts'
import { responsesCodec } from '../../../../src/wire/openai-responses/codec.ts'

interface Case {
  readonly codec: Codec<never, never>
  readonly response: (parts: readonly object[]) => object
  readonly thought: object
  readonly words: object
  /** Something else than words. */
  readonly other?: object
}

const merged = (parts: readonly object[]): object => Object.assign({}, ...parts) as object

const cases: Readonly<Record<string, Case>> = {
  anthropic: {
    codec: anthropicCodec as never,
    response: (content) => ({
      type: 'message',
      role: 'assistant',
      content,
      stop_reason: 'end_turn',
    }),
    thought: { type: 'thinking', thinking: 'I save it.', signature: 's' },
    words: { type: 'text', text: 'Done.' },
    other: { type: 'container_upload', file_id: 'f', file: { name: 'a.png', bytes: 'aGk=' } },
  },
  chat: {
    codec: chatCodec as never,
    response: (parts) => ({
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: '', ...merged(parts) },
          finish_reason: 'stop',
        },
      ],
    }),
    thought: { reasoning_content: 'I save it.' },
    words: { content: 'Done.' },
    other: { content: null, audio: { id: 'a', data: 'aGk=' } },
  },
  responses: {
    codec: responsesCodec as never,
    response: (output) => ({ object: 'response', status: 'completed', output }),
    thought: {
      type: 'reasoning',
      id: 'r',
      summary: [{ type: 'summary_text', text: 'I save it.' }],
    },
    words: {
      type: 'message',
      role: 'assistant',
      content: [{ type: 'output_text', text: 'Done.' }],
    },
    other: { type: 'image_generation_call', id: 'i', status: 'completed', result: 'aGk=' },
  },
  gemini: {
    codec: geminiCodec as never,
    response: (parts) => ({
      candidates: [{ content: { role: 'model', parts }, finishReason: 'STOP' }],
    }),
    thought: { text: 'I save it.', thought: true },
    words: { text: 'Done.' },
    other: { inlineData: { mimeType: 'image/png', data: 'aGk=' } },
  },
  bedrock: {
    codec: bedrockCodec as never,
    response: (content) => ({
      output: { message: { role: 'assistant', content } },
      stopReason: 'end_turn',
    }),
    thought: { reasoningContent: { reasoningText: { text: 'I save it.', signature: 's' } } },
    words: { text: 'Done.' },
    other: { image: { format: 'png', source: { bytes: 'aGk=' } } },
  },
  ollama: {
    codec: ollamaCodec as never,
    response: (parts) => ({
      message: { role: 'assistant', content: '', ...merged(parts) },
      done: true,
      done_reason: 'stop',
    }),
    thought: { thinking: 'I save it.' },
    words: { content: 'Done.' },
  },
  cohere: {
    codec: cohereCodec as never,
    response: (content) => ({ message: { role: 'assistant', content }, finish_reason: 'COMPLETE' }),
    thought: { type: 'thinking', thinking: 'I save it.' },
    words: { type: 'text', text: 'Done.' },
  },
  'ai-sdk': {
    codec: aiSdkCodec as never,
    response: (content) => ({ content, finishReason: 'stop', usage: {}, warnings: [] }),
    thought: { type: 'reasoning', text: 'I save it.' },
    words: { type: 'text', text: 'Done.' },
    other: { type: 'file', mediaType: 'image/png', data: 'aGk=' },
  },
}

for (const [name, { codec, response, thought, words, other }] of Object.entries(cases))
  describe(`an answer with nothing in it (${name})`, () => {
    const warningsOf = (...parts: object[]): readonly string[] => {
      const { stop, warnings = [] } = codec.read(response(parts))
      assert.equal(stop.kind, 'answer')
      return warnings
    }

    test('is said to be empty, also if it has thoughts', () => {
      for (const parts of [[], [thought]])
        assert.match(warningsOf(...parts).join(), /neither words nor a call/)
    })

    test('is none that has words, or anything else', () => {
      assert.deepEqual(warningsOf(thought, words), [])
      if (other !== undefined) assert.deepEqual(warningsOf(thought, other), [])
    })
  })

test('Gemini’s words for a call that it could not read are understood behind a gateway, too', () => {
  for (const word of ['malformed_function_call', 'function_call_filter: MALFORMED_FUNCTION_CALL']) {
    const { stop } = chatCodec.read({
      choices: [{ index: 0, message: { role: 'assistant', content: '' }, finish_reason: word }],
    })
    assert.equal(stop.kind, 'broken')
  }
})
