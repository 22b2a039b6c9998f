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

const azure = 'https://learn.microsoft.com/en-us/azure/foundry/openai/concepts/content-streaming'
const vertex = 'https://github.com/anomalyco/opencode/issues/50871'
const gemini = 'https://github.com/open-webui/computer/issues/224'
const snowflake = 'https://docs.snowflake.com/en/user-guide/snowflake-cortex/open_ai_sdk'

const filtered = { content_filter_results: { hate: { filtered: false, severity: 'safe' } } }
/** What a Go server sends of fields that have nothing. */
const zeroes = {
  annotations: null,
  audio: { data: '', expires_at: 0, id: '', transcript: '' },
  function_call: { arguments: '', name: '' },
  refusal: '',
}
const custom = { custom: { input: '', name: '' } }
const signed = { extra_content: { google: { thought_signature: 'c2ln' } } }

/** Clouds that serve the models of others, or their own in another's format. */
export const clouds: readonly ServerCase[] = [
  {
    server: 'Azure OpenAI',
    sends: 'a first chunk without choices, and verdicts of its filter between the pieces',
    source: azure,
    input: stream(
      {
        id: '',
        object: '',
        choices: [],
        prompt_filter_results: [{ prompt_index: 0, ...filtered }],
      },
      chunk({ role: 'assistant', content: null, refusal: null }),
      calling(entry(0, 'call_a', '')),
      { choices: [{ index: 0, finish_reason: null, content_filter_offsets: {}, ...filtered }] },
      calling(piece(0, rome)),
      { choices: [{ index: 0, delta: {}, finish_reason: 'tool_calls', ...filtered }] },
      done,
    ),
    stop: 'calls',
    calls: [weather('call_a', 'Rome')],
    back: said({ tool_calls: [sent('call_a', rome)] }),
    differs: 'without the verdicts',
  },
  {
    server: 'Azure OpenAI',
    sends: 'calls that its filter stopped',
    source: azure,
    input: stream(
      calling(entry(0, 'call_a', rome)),
      { choices: [{ index: 0, finish_reason: 'content_filter', ...filtered }] },
      done,
    ),
    stop: 'refusal',
    calls: [weather('call_a', 'Rome')],
  },
  {
    server: 'Vertex AI, models of partners',
    sends: '`: keepalive` as data',
    source: vertex,
    input: stream(
      'data: : keepalive\n\n',
      calling(entry(0, 'a', rome), entry(1, 'b', oslo)),
      'data: : keepalive\n\n',
      chunk({}, 'tool_calls'),
      done,
    ),
    stop: 'calls',
    calls: [weather('a', 'Rome'), weather('b', 'Oslo')],
    back: said({ tool_calls: [sent('a', rome), sent('b', oslo)] }),
  },
  {
    server: 'Gemini’s endpoint for OpenAI clients',
    sends: 'calls without `index`, with a signature, and the ending `stop`',
    source: gemini,
    input: stream(
      calling({ ...entry(undefined, 'a', rome), ...signed }),
      calling(entry(undefined, 'b', oslo)),
      chunk({ role: 'assistant' }, 'stop'),
      done,
    ),
    stop: 'calls',
    calls: [weather('a', 'Rome'), weather('b', 'Oslo')],
    back: said({ tool_calls: [sent('a', rome, signed), sent('b', oslo)] }),
    differs: 'with the signature',
  },
  {
    server: 'Gemini’s endpoint for OpenAI clients',
    sends: 'pieces without `index`, and the signature alone in the last',
    source: gemini,
    input: stream(
      calling(entry(undefined, 'a', '{"city":')),
      calling(piece(undefined, '"Rome"}')),
      calling(signed),
      chunk({}, 'stop'),
      done,
    ),
    stop: 'calls',
    calls: [weather('a', 'Rome')],
    back: said({ tool_calls: [sent('a', rome, signed)] }),
    differs: 'with the signature',
  },
  {
    server: 'Snowflake Cortex',
    sends: 'every field that it knows, most of them empty, and no word for the ending',
    source: snowflake,
    input: whole(
      {
        content: '',
        ...zeroes,
        tool_calls: [sent('toolu_1', rome, custom), sent('toolu_2', oslo, custom)],
      },
      '',
    ),
    stop: 'calls',
    calls: [weather('toolu_1', 'Rome'), weather('toolu_2', 'Oslo')],
    back: [
      {
        role: 'assistant',
        content: '',
        annotations: null,
        audio: zeroes.audio,
        refusal: '',
        tool_calls: [sent('toolu_1', rome, custom), sent('toolu_2', oslo, custom)],
      },
    ],
    differs: 'without the empty `function_call`',
  },
  {
    server: 'Snowflake Cortex',
    sends: 'an answer among empty fields',
    source: snowflake,
    input: whole({ content: 'Four.', ...zeroes, tool_calls: null }, ''),
    stop: 'answer',
    back: [
      {
        role: 'assistant',
        content: 'Four.',
        annotations: null,
        audio: zeroes.audio,
        refusal: '',
      },
    ],
    differs: 'without the empty calls',
  },
]
