import { apiKey, modelName } from '../shared/model.ts'
import {
  parseInput,
  userMessage,
  type Dialect,
  type FloorCall,
  type FloorReply,
} from './dialect.ts'

interface WireCall {
  id: string
  type: 'function'
  function: { name: string; arguments: string }
}

interface Message {
  content?: string | null
  tool_calls?: WireCall[]
}

interface Chunk {
  choices: { delta?: { content?: string | null; tool_calls?: (WireCall & { index: number })[] } }[]
}

function toCall({ id, function: { name, arguments: text } }: WireCall): FloorCall {
  return { id, name, input: parseInput(text) }
}

function reply(message: Message): FloorReply {
  const { content = null, tool_calls: calls = [] } = message
  const assistant = { role: 'assistant', content, ...(calls.length > 0 && { tool_calls: calls }) }
  return { items: [assistant], calls: calls.map(toCall), text: content ?? '' }
}

export const openaiChatDialect: Dialect = {
  path: () => '/v1/chat/completions',
  headers: { authorization: `Bearer ${apiKey}` },
  messages: 'messages',
  user: userMessage,
  params: (tools, stream) => ({
    model: modelName,
    stream,
    tools: tools.map(({ name, description, inputSchema }) => ({
      type: 'function',
      function: { name, description, parameters: inputSchema },
    })),
  }),
  read: (body) => reply((body as { choices: [{ message: Message }] }).choices[0].message),
  collect(onCall) {
    const calls: WireCall[] = []
    let content = ''
    return {
      push(data) {
        const delta = (data as Chunk).choices[0]?.delta
        content += delta?.content ?? ''
        for (const part of delta?.tool_calls ?? []) {
          const open = calls[part.index]
          if (open !== undefined) {
            open.function.arguments += part.function.arguments
            continue
          }
          // This API does not say that a call is complete; the next one's begin does.
          const before = calls[part.index - 1]
          if (before !== undefined) onCall(toCall(before))
          const { id, function: called } = part
          calls[part.index] = { id, type: 'function', function: { ...called } }
        }
      },
      end() {
        const last = calls.at(-1)
        if (last !== undefined) onCall(toCall(last))
        return reply({ content: content === '' ? null : content, tool_calls: calls })
      },
    }
  },
  results: (calls, texts) =>
    calls.map(({ id }, index) => ({ role: 'tool', tool_call_id: id, content: texts[index] })),
}
