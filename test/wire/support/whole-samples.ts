import type { FormatName } from '../../../src/testing/conformance/codec/detect.ts'

const usage = { input_tokens: 9, output_tokens: 5 }
const called = (wrap: (name: string, input: object, at: number) => object): object[] => [
  wrap('get_customer', { id: 7, 'a.b': [1, { c: 'é' }] }, 0),
  wrap('f', {}, 1),
]
const chat = (json: boolean, ids: boolean) =>
  called((name, input, at) => ({
    ...(ids && { id: `call_${at}`, type: 'function' }),
    function: { name, arguments: json ? JSON.stringify(input) : input },
  }))
const gemini = [
  { text: 'Well', thought: true, thoughtSignature: 'c2ln' },
  ...called((name, args) => ({ functionCall: { name, args }, thoughtSignature: 'c2ln' })),
]
const bedrock = [
  { reasoningContent: { reasoningText: { text: 'Well', signature: 'sig' } } },
  { text: 'Hi' },
  ...called((name, input, at) => ({ toolUse: { toolUseId: `tooluse_${at}`, name, input } })),
]

/** Whole responses with two calls, as each provider sends them, and one without. */
export const wholeSamples: Readonly<Record<FormatName, readonly [object, ...object[]]>> = {
  anthropic: [
    {
      id: 'msg_1',
      type: 'message',
      role: 'assistant',
      content: [
        { type: 'thinking', thinking: 'Well', signature: 'sig' },
        { type: 'text', text: 'Hi', citations: null },
        { type: 'server_tool_use', id: 'srvtoolu_1', name: 'web_search', input: { query: 'x' } },
        ...called((name, input, at) => ({ type: 'tool_use', id: `toolu_${at}`, name, input })),
      ],
      stop_reason: 'tool_use',
      usage,
    },
    {
      id: 'msg_2',
      type: 'message',
      role: 'assistant',
      content: [{ type: 'text', text: 'Hi' }],
      stop_reason: 'end_turn',
      usage,
    },
  ],
  'openai-chat': [
    {
      id: 'chatcmpl-1',
      object: 'chat.completion',
      choices: [
        {
          index: 0,
          message: {
            role: 'assistant',
            content: null,
            reasoning_content: 'Well',
            tool_calls: chat(true, true),
          },
          finish_reason: 'tool_calls',
        },
      ],
      usage: { prompt_tokens: 9, completion_tokens: 5 },
    },
    { choices: [{ message: { role: 'assistant', content: 'Hi' }, finish_reason: 'stop' }] },
  ],
  'openai-responses': [
    {
      id: 'resp_1',
      object: 'response',
      status: 'completed',
      output: [
        { id: 'rs_1', type: 'reasoning', summary: [], encrypted_content: 'abc' },
        {
          id: 'msg_1',
          type: 'message',
          role: 'assistant',
          content: [{ type: 'output_text', text: 'Hi', annotations: [] }],
        },
        { id: 'ws_1', type: 'web_search_call', status: 'completed' },
        ...called((name, input, at) => ({
          id: `fc_${at}`,
          type: 'function_call',
          call_id: `call_${at}`,
          name,
          arguments: JSON.stringify(input),
        })),
        { id: 'ct_1', type: 'custom_tool_call', call_id: 'call_9', name: 'patch', input: 'text' },
      ],
      usage,
    },
  ],
  gemini: [
    {
      candidates: [{ content: { role: 'model', parts: gemini }, finishReason: 'STOP' }],
      usageMetadata: { promptTokenCount: 9, candidatesTokenCount: 5 },
      responseId: 'r1',
    },
    { promptFeedback: { blockReason: 'SAFETY' } },
  ],
  bedrock: [
    {
      output: { message: { role: 'assistant', content: bedrock } },
      stopReason: 'tool_use',
      usage: { inputTokens: 9, outputTokens: 5, totalTokens: 14 },
    },
  ],
  ollama: [
    {
      model: 'm',
      created_at: '2025-01-01T00:00:00Z',
      message: { role: 'assistant', content: '', thinking: 'Well', tool_calls: chat(false, false) },
      done_reason: 'stop',
      done: true,
      prompt_eval_count: 9,
      eval_count: 5,
    },
  ],
  cohere: [
    {
      id: 'c1',
      finish_reason: 'TOOL_CALL',
      message: { role: 'assistant', tool_plan: 'Well', tool_calls: chat(true, true) },
      usage: { tokens: usage },
    },
  ],
}
