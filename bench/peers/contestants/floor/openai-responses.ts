import { apiKey, modelName } from '../shared/model.ts'
import {
  parseInput,
  userMessage,
  type Dialect,
  type FloorCall,
  type FloorReply,
} from './dialect.ts'

interface Item {
  type: string
  call_id?: string
  name?: string
  arguments?: string
  content?: { text?: string }[]
}

interface Event {
  type: string
  output_index: number
  item: Item
}

function toCall({ call_id: id = '', name = '', arguments: text = '' }: Item): FloorCall {
  return { id, name, input: parseInput(text) }
}

function reply(items: readonly Item[]): FloorReply {
  const calls = items.filter(({ type }) => type === 'function_call').map(toCall)
  const text = items.flatMap(({ content = [] }) => content.map(({ text = '' }) => text)).join('')
  return { items, calls, text }
}

export const openaiResponsesDialect: Dialect = {
  path: () => '/v1/responses',
  headers: { authorization: `Bearer ${apiKey}` },
  messages: 'input',
  user: userMessage,
  params: (tools, stream) => ({
    model: modelName,
    stream,
    tools: tools.map(({ name, description, inputSchema }) => ({
      type: 'function',
      name,
      description,
      parameters: inputSchema,
      strict: false,
    })),
  }),
  read: (body) => reply((body as { output: Item[] }).output),
  collect(onCall) {
    const items: Item[] = []
    return {
      push(data) {
        const { type, output_index: index, item } = data as Event
        if (type !== 'response.output_item.done') return
        items[index] = item
        if (item.type === 'function_call') onCall(toCall(item))
      },
      end: () => reply(items),
    }
  },
  results: (calls, texts) =>
    calls.map(({ id }, index) => ({
      type: 'function_call_output',
      call_id: id,
      output: texts[index],
    })),
}
