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

const groq = 'https://console.groq.com/docs/reasoning'
const both = [weather('a', 'Rome'), weather('b', 'Oslo')]
const sentBoth = said({ tool_calls: [sent('a', rome), sent('b', oslo)] })

/** Hosts of open models. */
export const hosts: readonly ServerCase[] = [
  {
    server: 'Groq',
    sends: 'labels of a delta such as `channel`, and thoughts as `reasoning`',
    source: groq,
    input: stream(
      chunk({ role: 'assistant', content: '' }),
      chunk({ reasoning: 'Look ', channel: 'analysis' }),
      chunk({ reasoning: 'both up.', channel: 'analysis' }),
      chunk({
        channel: 'commentary',
        tool_calls: [entry(0, 'a', rome), entry(1, 'b', oslo)],
      }),
      chunk({}, 'tool_calls', { x_groq: { usage: { prompt_tokens: 9, completion_tokens: 9 } } }),
      done,
    ),
    stop: 'calls',
    calls: both,
    back: said({
      content: '',
      reasoning: 'Look both up.',
      tool_calls: [sent('a', rome), sent('b', oslo)],
    }),
    differs: 'without the labels; thoughts under the name under which they came',
  },
  {
    server: 'Hosts of gpt-oss',
    sends: 'a name with the markers of the model’s template in it',
    source: 'https://cookbook.openai.com/articles/openai-harmony',
    input: stream(
      calling({
        index: 0,
        id: 'a',
        type: 'function',
        function: { name: 'get_weather<|channel|>commentary', arguments: rome },
      }),
      chunk({}, 'tool_calls'),
      done,
    ),
    stop: 'calls',
    calls: [{ id: 'a', name: 'get_weather<|channel|>commentary', input: { city: 'Rome' } }],
    back: said({
      tool_calls: [
        {
          id: 'a',
          type: 'function',
          function: { name: 'get_weather__channel__commentary', arguments: rome },
        },
      ],
    }),
    differs: 'with a name that can be sent',
  },
  {
    server: 'Groq',
    sends: 'an error for a call that its parser refused',
    source: 'https://console.groq.com/docs/tool-use',
    input: stream(
      calling(entry(0, 'a', '{"city"')),
      'event: error\n',
      { error: { message: 'Failed to call a function.', code: 'tool_use_failed' } },
      done,
    ),
    stop: 'broken',
    because: 'Failed to call a function.',
    calls: [{ id: 'a', name: 'get_weather', input: {} }],
  },
  {
    server: 'Together',
    sends: '`eos` for the ending of an answer',
    source: 'https://github.com/togethercomputer/together-python/pull/153',
    input: stream(
      chunk({ role: 'assistant', content: 'Four.' }),
      chunk({ content: '' }, 'eos'),
      done,
    ),
    stop: 'answer',
    back: said({ content: 'Four.' }),
  },
  {
    server: 'Together',
    sends: '`error` for an ending',
    source: 'https://github.com/togethercomputer/together-python/pull/153',
    input: stream(chunk({ role: 'assistant', content: 'I was' }), chunk({}, 'error'), done),
    stop: 'broken',
    because: '"error"',
  },
  {
    server: 'Fireworks',
    sends: 'the id before the name, and both again with every piece',
    source: 'https://github.com/timbal-ai/timbal/pull/27',
    input: stream(
      calling({ index: 0, id: 'functions.get_weather:0', function: { arguments: '' } }),
      calling(entry(0, 'functions.get_weather:0', '{"city":')),
      calling(entry(0, 'functions.get_weather:0', '"Rome"}')),
      chunk({}, 'tool_calls'),
      done,
    ),
    stop: 'calls',
    calls: [weather('functions.get_weather:0', 'Rome')],
    back: said({ tool_calls: [sent('functions.get_weather:0', rome)] }),
  },
  {
    server: 'Fireworks',
    sends: 'the whole name with every piece',
    source: 'https://github.com/NousResearch/hermes-agent/issues/8089',
    input: stream(
      calling(entry(0, 'a', '')),
      calling(entry(0, undefined, '{"city":')),
      calling(entry(0, undefined, '"Rome"}')),
      chunk({}, 'tool_calls'),
      done,
    ),
    stop: 'calls',
    calls: [weather('a', 'Rome')],
    back: said({ tool_calls: [sent('a', rome)] }),
  },
  {
    server: 'Nebius',
    sends: 'the last piece under the next `index`',
    source: 'https://github.com/pipecat-ai/pipecat/pull/4688',
    input: stream(
      calling(entry(0, 'a', '')),
      calling(piece(0, '{"city":')),
      calling(piece(1, '"Rome"}')),
      chunk({}, 'tool_calls'),
      done,
    ),
    stop: 'calls',
    calls: [weather('a', 'Rome')],
    back: said({ tool_calls: [sent('a', rome)] }),
  },
  {
    server: 'Cerebras',
    sends: 'pieces of two calls, each under the `index` of another',
    source: 'https://github.com/dirac-run/dirac/pull/215',
    input: stream(
      calling(entry(0, 'a', '')),
      calling(piece(1, rome)),
      calling(entry(1, 'b', '')),
      calling(piece(2, oslo)),
      chunk({}, 'tool_calls'),
      done,
    ),
    stop: 'calls',
    calls: both,
    back: sentBoth,
  },
]
