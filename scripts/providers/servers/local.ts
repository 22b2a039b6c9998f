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

const both = [weather('a', 'Rome'), weather('b', 'Oslo')]
const sentBoth = said({ tool_calls: [sent('a', rome), sent('b', oslo)] })

/** Servers that one runs oneself. */
export const local: readonly ServerCase[] = [
  {
    server: 'vLLM',
    sends: '`stop` for the ending of a message with calls',
    source: 'https://github.com/vllm-project/vllm/pull/25054',
    input: whole(
      { content: null, reasoning: null, tool_calls: [sent('chatcmpl-tool-1', rome)] },
      'stop',
    ),
    stop: 'calls',
    calls: [weather('chatcmpl-tool-1', 'Rome')],
    back: 'same',
  },
  {
    server: 'vLLM',
    sends: 'calls without ids where it streams',
    source: 'https://github.com/vllm-project/vllm/issues/18412',
    input: stream(
      calling(entry(0, undefined, rome)),
      calling(entry(1, undefined, oslo)),
      chunk({}, 'tool_calls'),
      done,
    ),
    stop: 'calls',
    calls: [weather(undefined, 'Rome'), weather(undefined, 'Oslo')],
    back: ([first, second]) => said({ tool_calls: [sent(first, rome), sent(second, oslo)] }),
    differs: 'with ids of nine letters and digits',
  },
  {
    server: 'vLLM',
    sends: 'a call in its words, where no parser of calls is set or another model’s',
    source: 'https://github.com/waybarrios/vllm-mlx/pull/43',
    input: stream(
      chunk({ role: 'assistant', content: '<tool_call>\n{"name": "get_weather", ' }),
      chunk({ content: `"arguments": ${rome}}\n</tool_call>` }),
      chunk({}, 'stop'),
      done,
    ),
    stop: 'lost',
    because: 'get_weather',
  },
  {
    server: 'SGLang',
    sends: '`abort` for an ending',
    source: 'https://github.com/Ascend/sglang/issues/39',
    input: stream(
      chunk({ role: 'assistant', content: 'I was' }),
      chunk({ content: null, tool_calls: null }, 'abort'),
      done,
    ),
    stop: 'broken',
    because: '"abort"',
  },
  {
    server: 'SGLang',
    sends: 'the ending twice, `stop` first',
    source: 'https://github.com/sgl-project/sglang/pull/8417',
    input: stream(
      calling(entry(0, 'a', rome), entry(1, 'b', oslo)),
      chunk({ content: null }, 'stop'),
      chunk({}, 'tool_calls'),
      done,
    ),
    stop: 'calls',
    calls: both,
    back: sentBoth,
  },
  {
    server: 'SGLang',
    sends: 'one `index` for all calls',
    source: 'https://github.com/sgl-project/sglang/issues/6310',
    input: stream(
      calling(entry(0, 'a', '')),
      calling(piece(0, rome)),
      calling(entry(0, 'b', '')),
      calling(piece(0, oslo)),
      chunk({ tool_calls: null }, 'tool_calls'),
      done,
    ),
    stop: 'calls',
    calls: both,
    back: sentBoth,
  },
  {
    server: 'llama.cpp',
    sends: 'an error in a field `error` of the stream',
    source: 'https://github.com/coddy-project/coddy-agent/pull/106',
    input: stream(
      'error: {"code":400,"message":"the request exceeds the available context size"}\n\n',
      done,
    ),
    stop: 'broken',
    because: 'the request exceeds the available context size',
  },
  {
    server: 'llama.cpp',
    sends: 'the end mark without the line behind it, and counts of its own',
    source: 'https://github.com/darshi1337/apogee/pull/139',
    input: stream(
      chunk({ role: 'assistant', content: null }),
      calling(entry(0, 'a', rome)),
      chunk({}, 'tool_calls', { timings: { predicted_n: 9 } }),
      'data: [DONE]',
    ),
    stop: 'calls',
    calls: [weather('a', 'Rome')],
    back: said({ tool_calls: [sent('a', rome)] }),
  },
  {
    server: 'LM Studio',
    sends: 'a call whose id is empty',
    source: 'https://github.com/lmstudio-ai/lmstudio-bug-tracker/issues/830',
    input: whole({ content: '', tool_calls: [sent('', rome)] }, 'tool_calls'),
    stop: 'calls',
    calls: [weather(undefined, 'Rome')],
    back: ([id]) => said({ content: '', tool_calls: [sent(id, rome)] }),
    differs: 'with an id of nine letters and digits',
  },
  {
    server: 'LM Studio',
    sends: 'an error as text, with status 200',
    source: 'https://github.com/lmstudio-ai/lmstudio-bug-tracker/issues/618',
    input: { error: 'Unexpected endpoint or method. (POST /chat/completions)' },
    stop: 'broken',
    because: 'Unexpected endpoint or method',
  },
  {
    server: 'TGI',
    sends: 'one call instead of a list, with arguments that are no text',
    source: 'https://github.com/huggingface/text-generation-inference/issues/2136',
    input: whole(
      {
        tool_calls: {
          id: '0',
          type: 'function',
          function: { description: null, name: 'get_weather', arguments: { city: 'Rome' } },
        },
      },
      'tool_calls',
    ),
    stop: 'calls',
    calls: [weather('0', 'Rome')],
    back: [
      {
        role: 'assistant',
        tool_calls: [
          {
            id: '0',
            type: 'function',
            function: { description: null, name: 'get_weather', arguments: rome },
          },
        ],
      },
    ],
    differs: 'as a list, with arguments that are text',
  },
  {
    server: 'TGI',
    sends: 'pieces of one call without a list or an id, and the ending `eos_token`',
    source: 'https://github.com/huggingface/text-generation-inference/issues/2794',
    input: stream(
      chunk({
        role: 'assistant',
        tool_calls: { index: 0, id: '', ...entry(0, undefined, '{"city":') },
      }),
      chunk({ tool_calls: { index: 0, id: '', function: { name: null, arguments: '"Rome"}' } } }),
      chunk({ content: '' }, 'eos_token'),
      done,
    ),
    stop: 'calls',
    calls: [weather(undefined, 'Rome')],
    back: ([id]) => said({ content: '', tool_calls: [sent(id, rome)] }),
    differs: 'as a list, with an id of nine letters and digits',
  },
  {
    server: 'Ollama’s endpoint for OpenAI clients',
    sends: 'whole calls, each under `index` 0',
    source: 'https://github.com/Gitlawb/openclaude/pull/1394',
    input: stream(
      calling(entry(0, 'a', rome)),
      calling(entry(0, 'b', oslo)),
      chunk({ content: '' }, 'tool_calls'),
      done,
    ),
    stop: 'calls',
    calls: both,
    back: said({ content: '', tool_calls: [sent('a', rome), sent('b', oslo)] }),
  },
]
