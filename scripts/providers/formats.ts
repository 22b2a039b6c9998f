import { anthropic } from '../../src/anthropic.ts'
import { bedrock } from '../../src/bedrock.ts'
import { cohere } from '../../src/cohere.ts'
import { gemini } from '../../src/gemini.ts'
import type { Model } from '../../src/agent/model.ts'
import { ollama } from '../../src/ollama.ts'
import { openai } from '../../src/openai.ts'
import { anthropicFormat } from '../../src/testing/model-server/anthropic/format.ts'
import { bedrockFormat } from '../../src/testing/model-server/bedrock/format.ts'
import { cohereFormat } from '../../src/testing/model-server/cohere/format.ts'
import type { Format } from '../../src/testing/model-server/format.ts'
import { geminiFormat } from '../../src/testing/model-server/gemini/format.ts'
import { ollamaFormat } from '../../src/testing/model-server/ollama/format.ts'
import { openaiChatFormat } from '../../src/testing/model-server/openai-chat/format.ts'
import { openaiResponsesFormat } from '../../src/testing/model-server/openai-responses/format.ts'
import type { FormatName } from '../../src/testing/conformance/codec/detect.ts'

/** Takes the body of a request. */
type Send = (body: Record<string, unknown>) => unknown

/** What is needed to try a format out. */
export interface Candidate {
  readonly name: FormatName
  readonly title: string
  /** As the code of a user names it. */
  readonly use: string
  /** What the scripted model server writes. */
  readonly server: Format
  readonly model: (send: Send) => Model
  /** The official client's package. */
  readonly sdk: string
  /** A whole response in which the provider ran a tool itself, if it can; its calls' ids begin with `srv`. */
  readonly served?: object
}

const search = { id: 'srv_1', name: 'web_search', input: { query: 'x' } }

export const candidates: readonly Candidate[] = [
  {
    name: 'anthropic',
    title: 'Anthropic Messages',
    use: '`anthropic` of `fanfold/anthropic`',
    server: anthropicFormat,
    model: (send) => anthropic.model(send, { model: 'claude', max_tokens: 100 }) as Model,
    sdk: '@anthropic-ai/sdk',
    served: {
      type: 'message',
      role: 'assistant',
      content: [{ type: 'server_tool_use', ...search }],
      stop_reason: 'end_turn',
    },
  },
  {
    name: 'openai-chat',
    title: 'OpenAI Chat Completions',
    use: '`openai` of `fanfold/openai`',
    server: openaiChatFormat,
    model: (send) => openai.chat.model(send, { model: 'gpt' }) as Model,
    sdk: 'openai',
  },
  {
    name: 'openai-responses',
    title: 'OpenAI Responses',
    use: '`openai.responses` of `fanfold/openai`',
    server: openaiResponsesFormat,
    model: (send) => openai.responses.model(send, { model: 'gpt' }) as Model,
    sdk: 'openai',
    served: {
      object: 'response',
      status: 'completed',
      output: [{ type: 'web_search_call', status: 'completed', ...search }],
    },
  },
  {
    name: 'gemini',
    title: 'Google Gemini',
    use: '`gemini` of `fanfold/gemini`',
    server: geminiFormat,
    model: (send) => gemini.model(send, { model: 'gemini-3-pro' }) as Model,
    sdk: '@google/genai',
    served: {
      candidates: [
        {
          content: {
            role: 'model',
            parts: [{ executableCode: { id: 'srv_1', language: 'PYTHON', code: '1' } }],
          },
          finishReason: 'STOP',
        },
      ],
    },
  },
  {
    name: 'bedrock',
    title: 'Amazon Bedrock Converse',
    use: '`bedrock` of `fanfold/bedrock`',
    server: bedrockFormat,
    model: (send) => bedrock.model(send, { modelId: 'nova' }) as Model,
    sdk: '@aws-sdk/client-bedrock-runtime',
    served: {
      output: {
        message: {
          role: 'assistant',
          content: [
            { toolUse: { toolUseId: 'srv_1', type: 'server_tool_use', name: 'x', input: {} } },
          ],
        },
      },
      stopReason: 'end_turn',
    },
  },
  {
    name: 'ollama',
    title: 'Ollama',
    use: '`ollama` of `fanfold/ollama`',
    server: ollamaFormat,
    model: (send) => ollama.model(send, { model: 'qwen' }) as Model,
    sdk: 'ollama',
  },
  {
    name: 'cohere',
    title: 'Cohere v2',
    use: '`cohere` of `fanfold/cohere`',
    server: cohereFormat,
    model: (send) => cohere.model(send, { model: 'command' }) as Model,
    sdk: 'cohere-ai',
  },
]
