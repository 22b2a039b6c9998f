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
} from './chat.ts'
import type { ServerCase } from './server-case.ts'

const openrouter = 'https://openrouter.ai/docs/api-reference/streaming'
const both = [weather('a', 'Rome'), weather('b', 'Oslo')]
const sentBoth = said({ tool_calls: [sent('a', rome), sent('b', oslo)] })
const thinking = (text: string, signature = ''): object => ({
  thinking_blocks: [{ type: 'thinking', thinking: text, signature }],
})
const signed = {
  reasoning_details: [{ type: 'reasoning.encrypted', data: 'c2ln', id: 'rs_1', index: 0 }],
}

/** Gateways, which translate what others send. */
export const gateways: readonly ServerCase[] = [
  {
    server: 'OpenRouter',
    sends: 'comments while it waits, and thoughts that only their maker can read',
    source: openrouter,
    input: stream(
      ': OPENROUTER PROCESSING\n\n',
      chunk({ role: 'assistant', content: '', reasoning: null, ...signed }),
      ': OPENROUTER PROCESSING\n\n',
      calling(entry(0, 'a', rome)),
      chunk({}, 'tool_calls', { native_finish_reason: 'completed' }),
      done,
    ),
    stop: 'calls',
    calls: [weather('a', 'Rome')],
    back: said({ content: '', ...signed, tool_calls: [sent('a', rome)] }),
    differs: 'with `reasoning_details`',
  },
  {
    server: 'OpenRouter',
    sends: 'an error in the middle of the stream',
    source: openrouter,
    input: stream(
      calling(entry(0, 'a', rome)),
      {
        error: { code: 502, message: 'Provider disconnected' },
        choices: [{ index: 0, delta: { content: '' }, finish_reason: 'error' }],
      },
      done,
    ),
    stop: 'broken',
    because: 'Provider disconnected',
    calls: [weather('a', 'Rome')],
  },
  {
    server: 'LiteLLM',
    sends: 'a block of thoughts in pieces, the signature in the last',
    source: 'https://github.com/BerriAI/litellm/issues/29428',
    input: stream(
      chunk({ role: 'assistant', content: '', ...thinking('Step 1. ') }),
      chunk({ content: '', ...thinking('Step 2.') }),
      chunk({ content: '', ...thinking('', 'c2ln') }),
      calling(entry(0, 'a', rome)),
      chunk({}, 'tool_calls'),
      done,
    ),
    stop: 'calls',
    calls: [weather('a', 'Rome')],
    back: said({
      content: '',
      ...thinking('Step 1. Step 2.', 'c2ln'),
      tool_calls: [sent('a', rome)],
    }),
    differs: 'with the block whole',
  },
  {
    server: 'LiteLLM',
    sends: 'the ending with every chunk of a call, before its arguments are whole',
    source: 'https://github.com/BerriAI/litellm/pull/31634',
    input: stream(
      chunk({ tool_calls: [entry(0, 'a', '')] }, 'tool_calls'),
      chunk({ tool_calls: [piece(0, '{"city":')] }, 'tool_calls'),
      chunk({ tool_calls: [piece(0, '"Rome"}')] }, 'tool_calls'),
      chunk({ tool_calls: [entry(1, 'b', oslo)] }, 'tool_calls'),
      chunk({}, 'tool_calls'),
      done,
    ),
    stop: 'calls',
    calls: both,
    back: sentBoth,
  },
  {
    server: 'LiteLLM',
    sends: 'another id with every piece',
    source: 'https://github.com/BerriAI/litellm/pull/40040',
    input: stream(
      calling(entry(0, 'a', '')),
      calling({
        index: 0,
        id: 'x1',
        type: 'function',
        function: { name: '', arguments: '{"city":' },
      }),
      calling({
        index: 0,
        id: 'x2',
        type: 'function',
        function: { name: '', arguments: '"Rome"}' },
      }),
      chunk(
        { tool_calls: [{ index: 0, id: 'x3', function: { name: '', arguments: '' } }] },
        'stop',
      ),
      done,
    ),
    stop: 'calls',
    calls: [weather('a', 'Rome')],
    back: said({ tool_calls: [sent('a', rome)] }),
    differs: 'with the first id',
  },
  {
    server: 'GitHub Copilot',
    sends: 'the words in one choice and the calls in another',
    source: 'https://github.com/HKUDS/nanobot/pull/1555',
    input: {
      id: 'c1',
      choices: [
        {
          index: 0,
          finish_reason: 'tool_calls',
          message: { role: 'assistant', content: 'I look it up.' },
        },
        {
          index: 1,
          finish_reason: 'tool_calls',
          message: { role: 'assistant', content: null, tool_calls: [sent('toolu_1', rome)] },
        },
      ],
    },
    stop: 'calls',
    calls: [weather('toolu_1', 'Rome')],
    back: said({ content: 'I look it up.', tool_calls: [sent('toolu_1', rome)] }),
    differs: 'as one message',
  },
  {
    server: 'Bedrock Access Gateway',
    sends: 'calls that are numbered from 1',
    source: 'https://github.com/aws-samples/bedrock-access-gateway/issues/134',
    input: stream(
      calling(entry(1, 'a', '')),
      calling(piece(1, rome)),
      calling(entry(2, 'b', '')),
      calling(piece(2, oslo)),
      chunk({}, 'tool_calls'),
      done,
    ),
    stop: 'calls',
    calls: both,
    back: sentBoth,
  },
  {
    server: 'Gateways to Gemini',
    sends: 'a name in pieces',
    source: 'https://github.com/continuedev/continue/pull/5849',
    input: stream(
      calling({ index: 0, id: 'a', type: 'function', function: { name: 'get_wea' } }),
      calling({ index: 0, function: { name: 'ther' } }),
      calling(piece(0, rome)),
      chunk({}, 'tool_calls'),
      done,
    ),
    stop: 'calls',
    calls: [weather('a', 'Rome')],
    back: said({ tool_calls: [sent('a', rome)] }),
    differs: 'with the name whole',
  },
  {
    server: 'OpenCode Zen',
    sends: 'null for what a later piece does not say',
    source: 'https://github.com/anomalyco/opencode/issues/43328',
    input: stream(
      chunk({ role: null, content: '', tool_calls: [entry(0, 'a', '')] }),
      chunk({
        role: null,
        content: '',
        tool_calls: [{ index: 0, id: null, type: null, function: { name: null, arguments: rome } }],
      }),
      chunk({}, 'tool_calls'),
      done,
    ),
    stop: 'calls',
    calls: [weather('a', 'Rome')],
    back: said({ content: '', tool_calls: [sent('a', rome)] }),
  },
]
