import { apiKey, maxTokens, modelName } from '../shared/model.ts'
import {
  parseInput,
  userMessage,
  type Dialect,
  type FloorCall,
  type FloorReply,
} from './dialect.ts'

type Block =
  | { type: 'text'; text: string }
  | { type: 'tool_use'; id: string; name: string; input: Record<string, unknown> }

type Event =
  | { type: 'content_block_start'; index: number; content_block: Block }
  | { type: 'content_block_delta'; index: number; delta: { text?: string; partial_json?: string } }
  | { type: 'content_block_stop'; index: number }
  | { type: 'message_stop' }

function reply(content: readonly Block[]): FloorReply {
  const calls = content.filter((block): block is FloorCall & Block => block.type === 'tool_use')
  const text = content.map((block) => (block.type === 'text' ? block.text : '')).join('')
  return { items: [{ role: 'assistant', content }], calls, text }
}

export const anthropicDialect: Dialect = {
  path: () => '/v1/messages',
  headers: { 'x-api-key': apiKey, 'anthropic-version': '2023-06-01' },
  messages: 'messages',
  user: userMessage,
  params: (tools, stream) => ({
    model: modelName,
    stream,
    max_tokens: maxTokens,
    tools: tools.map(({ name, description, inputSchema }) => ({
      name,
      description,
      input_schema: inputSchema,
    })),
  }),
  read: (body) => reply((body as { content: Block[] }).content),
  collect(onCall) {
    const blocks: Block[] = []
    let argumentsText = ''
    return {
      push(data) {
        const event = data as Event
        if (event.type === 'content_block_start') {
          blocks[event.index] = event.content_block
          argumentsText = ''
        } else if (event.type === 'content_block_delta') {
          const block = blocks[event.index] as Block
          if (block.type === 'text') block.text += event.delta.text ?? ''
          else argumentsText += event.delta.partial_json ?? ''
        } else if (event.type === 'content_block_stop') {
          const block = blocks[event.index] as Block
          if (block.type !== 'tool_use') return
          block.input = parseInput(argumentsText)
          onCall(block)
        }
      },
      end: () => reply(blocks),
    }
  },
  results: (calls, texts) => [
    {
      role: 'user',
      content: calls.map(({ id }, index) => ({
        type: 'tool_result',
        tool_use_id: id,
        content: texts[index],
      })),
    },
  ],
}
