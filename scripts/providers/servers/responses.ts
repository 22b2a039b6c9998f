import { rome, stream, weather } from './chat.ts'
import type { ServerCase } from './server-case.ts'

const item = (id: string, text: string): object => ({
  type: 'function_call',
  id,
  call_id: 'a',
  name: 'get_weather',
  arguments: text,
})
const search = {
  type: 'custom_tool_call',
  id: 'ctc_1',
  call_id: 'xs_1',
  name: 'x_keyword_search',
  input: '{"query":"weather"}',
  status: 'completed',
}
const found = {
  type: 'message',
  id: 'msg_1',
  role: 'assistant',
  status: 'completed',
  content: [{ type: 'output_text', text: 'It rains in Rome.', annotations: [] }],
}

/** Servers that speak OpenAI's Responses. */
export const responses: readonly ServerCase[] = [
  {
    server: 'GitHub Copilot, Responses',
    format: 'openai-responses',
    sends: 'another id of the item with every event',
    source: 'https://github.com/openclaw/openclaw/pull/108630',
    input: stream(
      { type: 'response.created', response: { id: 'resp_1', status: 'in_progress', output: [] } },
      {
        type: 'response.output_item.added',
        output_index: 0,
        item: item('fc_x1', ''),
      },
      {
        type: 'response.function_call_arguments.delta',
        output_index: 0,
        item_id: 'fc_x2',
        delta: rome,
      },
      {
        type: 'response.function_call_arguments.done',
        output_index: 0,
        item_id: 'fc_x3',
        arguments: rome,
      },
      {
        type: 'response.output_item.done',
        output_index: 0,
        item: item('fc_x4', rome),
      },
      {
        type: 'response.completed',
        response: {
          id: 'resp_1',
          status: 'completed',
          output: [item('fc_x5', rome)],
        },
      },
    ),
    stop: 'calls',
    calls: [weather('a', 'Rome')],
    back: [item('fc_x4', rome)],
  },
  {
    server: 'xAI, Responses',
    format: 'openai-responses',
    sends: 'a search of its own as a custom call, with the answer behind it',
    source: 'https://github.com/vercel/ai/pull/9896',
    input: stream(
      { type: 'response.created', response: { id: 'resp_1', status: 'in_progress', output: [] } },
      { type: 'response.output_item.added', output_index: 0, item: { ...search, input: '' } },
      { type: 'response.output_item.done', output_index: 0, item: search },
      { type: 'response.output_item.added', output_index: 1, item: { ...found, content: [] } },
      { type: 'response.output_item.done', output_index: 1, item: found },
      {
        type: 'response.completed',
        response: { id: 'resp_1', status: 'completed', output: [search, found] },
      },
    ),
    stop: 'answer',
    back: [search, found],
    refused: 'No tool output found for custom tool call xs_1.',
  },
]
