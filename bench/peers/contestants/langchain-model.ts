import type { BaseChatModel } from '@langchain/core/language_models/chat_models'
import type { RunRequest } from '../contest.ts'

/** The chat model of LangChain for a request's wire format; for LangGraph, too. */
export async function chatModelFor(request: RunRequest): Promise<BaseChatModel> {
  // Tracing would call out; it is off unless these say otherwise.
  process.env['LANGSMITH_TRACING'] = 'false'
  process.env['LANGCHAIN_TRACING_V2'] = 'false'
  const client = request.fetch === undefined ? {} : { fetch: request.fetch }
  if (request.api === 'anthropic') {
    const { ChatAnthropic } = await import('@langchain/anthropic')
    return new ChatAnthropic({
      model: 'scripted',
      apiKey: 'none',
      anthropicApiUrl: request.url,
      maxTokens: 4096,
      streaming: request.stream,
      clientOptions: client,
    })
  }
  const { ChatOpenAI } = await import('@langchain/openai')
  return new ChatOpenAI({
    model: 'scripted',
    apiKey: 'none',
    streaming: request.stream,
    useResponsesApi: request.api === 'openai-responses',
    configuration: { baseURL: `${request.url}/v1`, ...client },
  })
}
