import { isRecord, textOf, type Fields } from '../../../wire/shared/shape.ts'
import type { FormatName } from './detect.ts'

/** How far behind its own number a call comes again. */
const behind = 1_000

/**
 * The event, and behind the end of a call with an id that call again, with its id, name and arguments, under another number; of a
 * whole response each call twice. In Chat Completions the whole message at the end is what tells calls again.
 */
export function toldAgain(
  format: FormatName,
  event: unknown,
  at: number,
  all: readonly unknown[],
): unknown[] {
  if (!isRecord(event)) return [event]
  const whole = lists[format] && doubled(event, lists[format])
  if (whole !== undefined) return [whole]
  switch (format) {
    case 'anthropic':
    case 'cohere':
      return /^(?:content_block_stop|tool-call-end)$/.test(textOf(event.type))
        ? [event, ...blockAgain(all.slice(0, at + 1), () => [], 'index')]
        : [event]
    case 'bedrock':
      return 'contentBlockStop' in event
        ? [event, ...blockAgain(all.slice(0, at + 1), memberOf, 'contentBlockIndex')]
        : [event]
    case 'openai-responses': {
      const isEnd = event.type === 'response.output_item.done' && hasId(event.item, 'call_id')
      return isEnd ? [event, renumbered(event, [], 'output_index')] : [event]
    }
    default:
      return [event]
  }
}

/** Where a whole response, or an event in which calls come whole, has the list of them; and where one of them has its id. */
const lists: Partial<Record<FormatName, readonly (readonly string[])[]>> = {
  anthropic: [['content'], ['id']],
  'openai-chat': [['choices', '0', 'message', 'tool_calls'], ['id']],
  'openai-responses': [['output'], ['call_id']],
  gemini: [
    ['candidates', '0', 'content', 'parts'],
    ['functionCall', 'id'],
  ],
  bedrock: [
    ['output', 'message', 'content'],
    ['toolUse', 'toolUseId'],
  ],
  ollama: [['message', 'tool_calls'], ['id']],
  cohere: [['message', 'tool_calls'], ['id']],
}

function doubled(event: Fields, [path = [], id = []]: readonly (readonly string[])[]): unknown {
  return changed(event, path, (list) => {
    if (!Array.isArray(list)) return undefined
    const items = list as unknown[]
    const twice = items.flatMap((item) => (isOwnCall(item, id) ? [item, item] : [item]))
    return twice.length === items.length ? undefined : twice
  })
}

/** A copy in which what stands at a path is another; undefined if nothing is. */
function changed(
  value: unknown,
  [key, ...rest]: readonly string[],
  change: (value: unknown) => unknown,
): unknown {
  if (key === undefined) return change(value)
  if (typeof value !== 'object' || value === null) return undefined
  const inner = changed((value as Fields)[key], rest, change)
  if (inner === undefined) return undefined
  return Array.isArray(value)
    ? value.map((one: unknown, at) => (String(at) === key ? inner : one))
    : { ...value, [key]: inner }
}

/** Whether an item is a call that the provider does not run itself. */
function isOwnCall(item: unknown, [key = '', ...rest]: readonly string[]): boolean {
  if (!isRecord(item)) return false
  if (rest.length > 0) return isOwnCall(item[key], rest) && !isServers(item[key])
  return !isServers(item) && textOf(item[key]) !== ''
}

function isServers(item: unknown): boolean {
  const type = isRecord(item) ? textOf(item.type) : ''
  return type !== '' && !/^(?:tool_use|function|function_call)$/.test(type)
}

function hasId(item: unknown, key: string): boolean {
  return isOwnCall(item, [key])
}

/** The events of the block that ends with the last of these, under another number, if it is a call with an id. */
function blockAgain(
  events: readonly unknown[],
  pathOf: (event: Fields) => readonly string[],
  key: string,
): unknown[] {
  const numberOf = (event: unknown): unknown =>
    isRecord(event) ? at(event, [...pathOf(event), key]) : undefined
  const number = numberOf(events.at(-1))
  if (typeof number !== 'number') return []
  const block = events.filter(isRecord).filter((event) => numberOf(event) === number)
  const start = block.findLastIndex((event) => startedCall(event) !== undefined)
  if (start < 0 || !isOwnCall(startedCall(block[start] as Fields), idsOf(block[start] as Fields)))
    return []
  return block.slice(start).map((event) => renumbered(event, pathOf(event), key))
}

/** What a start says of a block, if it is one. */
function startedCall(event: Fields): unknown {
  return (
    event.content_block ??
    at(event, ['contentBlockStart', 'start', 'toolUse']) ??
    (event.type === 'tool-call-start' ? at(event, ['delta', 'message', 'tool_calls']) : undefined)
  )
}

function idsOf(event: Fields): readonly string[] {
  return 'contentBlockStart' in event ? ['toolUseId'] : ['id']
}

function memberOf(event: Fields): readonly string[] {
  return Object.keys(event).slice(0, 1)
}

function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((one, key) => (isRecord(one) ? one[key] : undefined), value)
}

function renumbered(event: Fields, path: readonly string[], key: string): unknown {
  return changed(event, [...path, key], (number) =>
    typeof number === 'number' ? number + behind : undefined,
  )
}
