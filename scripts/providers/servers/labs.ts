import {
  calling,
  chunk,
  done,
  entry,
  oslo,
  piece,
  rome,
  said,
  sent,
  stream,
  weather,
  whole,
} from './chat.ts'
import type { ServerCase } from './server-case.ts'

const deepseek = 'https://api-docs.deepseek.com/api/create-chat-completion'
const zai = 'https://docs.z.ai/api-reference/llm/chat-completion'
const minimax = 'https://platform.minimax.io/docs/api-reference/text-openai-api'

const both = [weather('a', 'Rome'), weather('b', 'Oslo')]
const thought = { type: 'thinking', thinking: [{ type: 'text', text: 'Both.' }] }
const details = (text: string): object => ({
  reasoning_details: [{ type: 'reasoning.text', index: 0, text }],
})

/** Makers of models whose own servers speak OpenAI's format. */
export const labs: readonly ServerCase[] = [
  {
    server: 'Mistral',
    sends: 'the word null for every id, and refuses ids that are not nine letters and digits',
    source: 'https://github.com/langchain-ai/langchain/pull/24668',
    input: whole(
      { content: '', tool_calls: [sent('null', rome), sent('null', oslo)] },
      'tool_calls',
    ),
    stop: 'calls',
    calls: [weather(undefined, 'Rome'), weather(undefined, 'Oslo')],
    back: ([first, second]) =>
      said({ content: '', tool_calls: [sent(first, rome), sent(second, oslo)] }),
    differs: 'with ids of nine letters and digits',
  },
  {
    server: 'Mistral',
    sends: 'thoughts as parts of the content, and whole calls in the chunk that ends the message',
    source: 'https://github.com/braintrustdata/braintrust-sdk-javascript/issues/1857',
    input: stream(
      chunk({ role: 'assistant', content: [thought] }),
      chunk({ content: [{ type: 'text', text: 'I look' }] }),
      chunk({ content: ' it up.', tool_calls: [entry(0, 'D681PevKs', rome)] }, 'tool_calls'),
      done,
    ),
    stop: 'calls',
    calls: [weather('D681PevKs', 'Rome')],
    back: said({
      content: [thought, { type: 'text', text: 'I look it up.' }],
      tool_calls: [sent('D681PevKs', rome)],
    }),
  },
  {
    server: 'DeepSeek',
    sends: 'thoughts that it wants back with their calls, and comments to keep the connection',
    source: 'https://api-docs.deepseek.com/guides/thinking_mode',
    input: stream(
      ': keep-alive\n\n',
      chunk({ role: 'assistant', content: null, reasoning_content: 'Look ' }),
      chunk({ content: null, reasoning_content: 'it up.' }),
      ': keep-alive\n\n',
      calling(entry(0, 'call_00_x', '')),
      calling(piece(0, rome)),
      chunk({ content: '', reasoning_content: null }, 'tool_calls'),
      done,
    ),
    stop: 'calls',
    calls: [weather('call_00_x', 'Rome')],
    back: said({
      content: '',
      reasoning_content: 'Look it up.',
      tool_calls: [sent('call_00_x', rome)],
    }),
    differs: 'with `reasoning_content`',
  },
  {
    server: 'DeepSeek',
    sends: 'no thoughts, and wants the empty text back',
    source: 'https://github.com/abhigyanpatwari/GitNexus/issues/43',
    input: whole(
      { content: '', reasoning_content: '', tool_calls: [sent('call_00_x', rome)] },
      'tool_calls',
    ),
    stop: 'calls',
    calls: [weather('call_00_x', 'Rome')],
    back: 'same',
  },
  {
    server: 'DeepSeek',
    sends: '`insufficient_system_resource` for an ending',
    source: deepseek,
    input: stream(
      calling(entry(0, 'call_00_x', '{"ci')),
      chunk({}, 'insufficient_system_resource'),
      done,
    ),
    stop: 'broken',
    because: 'insufficient_system_resource',
    calls: [{ id: 'call_00_x', name: 'get_weather', input: {} }],
  },
  {
    server: 'xAI',
    sends: 'whole calls, all in one chunk',
    source: 'https://docs.x.ai/docs/guides/function-calling',
    input: stream(
      chunk({ role: 'assistant', reasoning_content: 'Both.' }),
      calling(entry(0, 'a', rome), entry(1, 'b', oslo)),
      chunk({}, 'tool_calls'),
      done,
    ),
    stop: 'calls',
    calls: both,
    back: said({
      reasoning_content: 'Both.',
      tool_calls: [sent('a', rome), sent('b', oslo)],
    }),
  },
  {
    server: 'Qwen (DashScope)',
    sends: 'an empty id and an empty name with every later piece',
    source: 'https://github.com/Wei-Shaw/sub2api/pull/6080',
    input: stream(
      calling(entry(0, 'a', '')),
      calling({ index: 0, id: '', function: { name: '', arguments: '{"city":' } }),
      calling({ index: 0, id: '', function: { name: '', arguments: '"Rome"}' } }),
      chunk({ content: '' }, 'tool_calls'),
      done,
    ),
    stop: 'calls',
    calls: [weather('a', 'Rome')],
    back: said({ content: '', tool_calls: [sent('a', rome)] }),
  },
  {
    server: 'Qwen (DashScope)',
    sends: 'the id again, but not the name, with the arguments',
    source: 'https://github.com/spring-ai-alibaba/spring-ai-extensions/pull/266',
    input: stream(
      calling(entry(0, 'a', '')),
      calling({ index: 0, id: 'a', type: 'function', function: { arguments: rome } }),
      chunk({}, 'tool_calls'),
      done,
    ),
    stop: 'calls',
    calls: [weather('a', 'Rome')],
    back: said({ tool_calls: [sent('a', rome)] }),
  },
  {
    server: 'Kimi (Moonshot)',
    sends:
      'ids of the form `functions.name:0`, which it wants back to the letter, and counts in the choice',
    source: 'https://github.com/vybestack/llxprt-code/issues/712',
    input: stream(
      calling(entry(0, 'functions.get_weather:0', rome), entry(1, 'functions.get_weather:1', oslo)),
      {
        choices: [
          { index: 0, delta: {}, finish_reason: 'tool_calls', usage: { prompt_tokens: 9 } },
        ],
      },
      done,
    ),
    stop: 'calls',
    calls: [weather('functions.get_weather:0', 'Rome'), weather('functions.get_weather:1', 'Oslo')],
    back: said({
      tool_calls: [sent('functions.get_weather:0', rome), sent('functions.get_weather:1', oslo)],
    }),
  },
  {
    server: 'GLM (Z.ai)',
    sends: '`sensitive` for what its filter stopped',
    source: zai,
    input: stream(calling(entry(0, 'a', rome)), chunk({}, 'sensitive'), done),
    stop: 'refusal',
    calls: [weather('a', 'Rome')],
  },
  {
    server: 'GLM (Z.ai)',
    sends: '`network_error` for an ending',
    source: zai,
    input: stream(chunk({ role: 'assistant', content: 'I was' }), chunk({}, 'network_error'), done),
    stop: 'broken',
    because: 'network_error',
  },
  {
    server: 'GLM (Z.ai)',
    sends: '`model_context_window_exceeded` for what was cut off',
    source: zai,
    input: stream(calling(entry(0, 'a', '{"ci')), chunk({}, 'model_context_window_exceeded'), done),
    stop: 'length',
    calls: [{ id: 'a', name: 'get_weather', input: {} }],
  },
  {
    server: 'MiniMax',
    sends: 'the whole message again at the end of the stream',
    source: 'https://github.com/ENTERPILOT/GoModel/pull/1068',
    input: stream(
      chunk({ role: 'assistant', content: 'Both.' }),
      calling(entry(0, 'a', rome), entry(1, 'b', oslo)),
      chunk({}, 'tool_calls'),
      whole({ content: 'Both.', tool_calls: [sent('a', rome), sent('b', oslo)] }, 'tool_calls'),
      done,
    ),
    stop: 'calls',
    calls: both,
    back: said({ content: 'Both.', tool_calls: [sent('a', rome), sent('b', oslo)] }),
    differs: 'once',
  },
  {
    server: 'MiniMax',
    sends: 'all thoughts so far with every delta',
    source: minimax,
    input: stream(
      chunk({ role: 'assistant', ...details('The user asks for the') }),
      chunk(details('The user asks for the weather.')),
      calling(entry(0, 'a', rome)),
      chunk({}, 'tool_calls'),
      done,
    ),
    stop: 'calls',
    calls: [weather('a', 'Rome')],
    back: said({
      ...details('The user asks for the weather.'),
      tool_calls: [sent('a', rome)],
    }),
    differs: 'with the thoughts once',
  },
  {
    server: 'MiniMax',
    sends: 'an error in `base_resp`, with status 200',
    source: 'https://platform.minimax.io/docs/api-reference/errorcode',
    input: { choices: null, base_resp: { status_code: 1008, status_msg: 'insufficient balance' } },
    stop: 'broken',
    because: 'insufficient balance',
  },
]
