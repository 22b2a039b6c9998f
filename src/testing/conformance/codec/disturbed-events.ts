import { isRecord, recordsOf, textOf, type Fields } from '../../../wire/shared/shape.ts'
import type { FormatName } from './detect.ts'

/** What servers with zero values send beside what they mean, in a message or a delta of Chat Completions. */
const emptyFields = {
  refusal: '',
  function_call: { name: '', arguments: '' },
  audio: { id: '', data: '', transcript: '', expires_at: 0 },
}

/** The event with optional fields that are there and empty. */
export function emptied(format: FormatName, event: unknown): unknown[] {
  if (!isRecord(event)) return [event]
  const noError = 'error' in event ? event : { ...event, error: { message: '', code: null } }
  switch (format) {
    case 'openai-chat':
      return [{ ...noError, choices: choicesOf(event, (part) => ({ ...emptyFields, ...part })) }]
    case 'gemini':
      return [{ promptFeedback: {}, ...noError }]
    case 'ollama':
      return [
        isRecord(event.message)
          ? { ...noError, message: { tool_calls: [], ...event.message } }
          : event,
      ]
    case 'bedrock':
      return [event]
    default:
      return [noError]
  }
}

/** Which events come once and say so: told twice, they mean what they meant. */
const telling: Readonly<Record<FormatName, (event: Fields, at: number, count: number) => boolean>> =
  {
    anthropic: ({ type }) => type !== 'content_block_delta' && type !== 'message_start',
    'openai-responses': ({ type }) => /\.(?:added|done|completed|in_progress)$/.test(textOf(type)),
    'openai-chat': ({ choices }) =>
      recordsOf(choices).some(({ delta, finish_reason: reason }) => reason && isEmptyDelta(delta)),
    gemini: (_, at, count) => at === count - 1,
    bedrock: (event) =>
      'contentBlockStop' in event || 'messageStop' in event || 'metadata' in event,
    ollama: ({ done }) => done === true,
    cohere: ({ type }) => textOf(type).endsWith('-end'),
  }

function isEmptyDelta(delta: unknown): boolean {
  return isRecord(delta) && Object.values(delta).every((value) => value === null || value === '')
}

/** The event, twice if that is once. */
export function repeated(
  format: FormatName,
  event: unknown,
  at: number,
  all: readonly unknown[],
): unknown[] {
  return isRecord(event) && telling[format](event, at, all.length) ? [event, event] : [event]
}

/** Events that no version of the format has yet, or that say nothing. */
const strange: Readonly<Record<FormatName, unknown>> = {
  anthropic: { type: 'fanfold_unknown', index: 0, delta: {} },
  'openai-responses': {
    type: 'response.fanfold.unknown',
    item_id: 'x',
    output_index: 0,
    delta: '',
  },
  'openai-chat': { object: 'chat.completion.chunk', choices: [] },
  gemini: { usageMetadata: {} },
  bedrock: { fanfoldUnknown: {} },
  ollama: { status: 'working' },
  cohere: { type: 'debug', prompt: '' },
}

/** The event, with others before it that are not ours. */
export function strangers(format: FormatName, event: unknown): unknown[] {
  return [strange[format], event]
}

/** Where a format has a piece of arguments or words: the path to it. */
const pieces: Readonly<Record<FormatName, readonly (readonly string[])[]>> = {
  anthropic: [
    ['delta', 'partial_json'],
    ['delta', 'text'],
  ],
  'openai-responses': [['delta']],
  'openai-chat': [],
  gemini: [],
  bedrock: [
    ['contentBlockDelta', 'delta', 'toolUse', 'input'],
    ['contentBlockDelta', 'delta', 'text'],
  ],
  ollama: [['message', 'content']],
  cohere: [
    ['delta', 'message', 'tool_calls', 'function', 'arguments'],
    ['delta', 'message', 'tool_plan'],
  ],
}

/** A piece as two. In Chat Completions the second is under its number only. */
export function split(format: FormatName, event: unknown): unknown[] {
  if (format === 'openai-chat') return splitChat(event)
  if (isRecord(event) && !/delta|^$/i.test(textOf(event.type) || Object.keys(event).join())) {
    if (format !== 'ollama') return [event]
  }
  for (const path of pieces[format]) {
    const halves = halvesAt(event, path)
    if (halves !== undefined) return halves
  }
  return [event]
}

function halvesAt(event: unknown, path: readonly string[]): unknown[] | undefined {
  const [key, ...rest] = path
  if (key === undefined) {
    if (typeof event !== 'string' || event.length < 2) return undefined
    const at = Math.floor(event.length / 2)
    return [event.slice(0, at), event.slice(at)]
  }
  if (!isRecord(event)) return undefined
  return halvesAt(event[key], rest)?.map((half) => ({ ...event, [key]: half }))
}

function splitChat(event: unknown): unknown[] {
  const [choice, ...others] = isRecord(event) ? recordsOf(event.choices) : []
  const delta = isRecord(choice?.delta) ? choice.delta : {}
  const [entry, ...more] = recordsOf(delta.tool_calls)
  if (!isRecord(event) || !isRecord(entry?.function) || others.length > 0 || more.length > 0)
    return [event]
  const { arguments: said, ...named } = entry.function
  const halves = halvesAt(said, [])
  if (halves === undefined || entry.index === undefined) return [event]
  const chunk = (one: Fields, isLast: boolean): unknown => ({
    ...event,
    choices: [
      {
        ...choice,
        delta: { ...(isLast ? {} : delta), tool_calls: [one] },
        finish_reason: isLast ? choice?.finish_reason : null,
      },
    ],
  })
  return [
    chunk({ ...entry, function: { ...named, arguments: halves[0] } }, false),
    chunk({ index: entry.index, function: { arguments: halves[1] } }, true),
  ]
}

/** After the last event the whole message, as some servers of Chat Completions send it. */
export function snapshot(
  format: FormatName,
  event: unknown,
  at: number,
  all: readonly unknown[],
): unknown[] {
  if (format !== 'openai-chat') return [event]
  const isEnd = event === '[DONE]' || (at === all.length - 1 && !all.includes('[DONE]'))
  if (!isEnd) return [event]
  const whole = wholeOf(all)
  if (whole === undefined) return [event]
  return event === '[DONE]' ? [whole, event] : [event, whole]
}

/** The message that chunks make up, as far as they are numbered and have ids as OpenAI's do. */
function wholeOf(events: readonly unknown[]): unknown {
  const calls: { id: string; name: string; text: string }[] = []
  let content = ''
  let reason: unknown = null
  for (const event of events) {
    const choice = recordsOf(isRecord(event) ? event.choices : []).find(({ index }) => !index)
    const delta = isRecord(choice?.delta) ? choice.delta : {}
    content += textOf(delta.content)
    reason = choice?.finish_reason ?? reason
    for (const { index, id, function: said } of recordsOf(delta.tool_calls)) {
      if (typeof index !== 'number' || !isRecord(said)) return undefined
      const isOther = textOf(id) !== '' && calls[index] !== undefined && calls[index].id !== id
      if (isOther || index > calls.length) return undefined
      calls[index] ??= { id: textOf(id), name: textOf(said.name), text: '' }
      calls[index].text += textOf(said.arguments)
    }
  }
  const entries = calls.map(({ id, name, text }) => ({
    id,
    type: 'function',
    function: { name, arguments: text },
  }))
  const message = { role: 'assistant', content, ...(entries.length > 0 && { tool_calls: entries }) }
  return { object: 'chat.completion', choices: [{ index: 0, message, finish_reason: reason }] }
}

function choicesOf({ choices }: Fields, change: (part: Fields) => Fields): unknown {
  if (!Array.isArray(choices)) return choices
  return (choices as unknown[]).map((choice) => {
    if (!isRecord(choice)) return choice
    const key = isRecord(choice.delta) ? 'delta' : 'message'
    const part = choice[key]
    return isRecord(part) ? { ...choice, [key]: change(part) } : choice
  })
}
