import type { Json, StreamWriter } from '../format.ts'
import { serverSentEvent } from '../json.ts'
import type { Reply } from '../reply.ts'
import type { Block } from '../block.ts'
import { ending, itemId, outputItem, part } from './output.ts'
import { responseBody, styleOf } from './response.ts'

/** Writes a response's events (https://platform.openai.com/docs/api-reference/responses-streaming). */
export function responseStream(reply: Reply, body: Json): StreamWriter {
  const style = styleOf(reply, body)
  let sequence = 0
  const event = (type: string, fields: Json): string => {
    const data = JSON.stringify({ type, ...fields, sequence_number: sequence++ })
    return serverSentEvent(data, type)
  }
  const { ended, begun } = style.program
  const place = (index: number): number =>
    index +
    (ended === undefined ? 0 : 1) +
    (begun === undefined || reply.blocks[index]?.call === undefined ? 0 : 1)
  const of = (index: number): Json => ({
    item_id: itemId(reply, index),
    output_index: place(index),
  })
  const whole = (output_index: number, done: Json | undefined): string =>
    done === undefined
      ? ''
      : event('response.output_item.added', { output_index, item: done }) +
        event('response.output_item.done', { output_index, item: done })
  const item = (index: number, done: boolean): Json => ({
    output_index: place(index),
    item: outputItem(style, index, done ? ending(reply, index) : 'in_progress'),
  })
  return {
    begin() {
      const response = responseBody(style, body, false)
      return (
        event('response.created', { response }) +
        event('response.in_progress', { response }) +
        whole(0, ended)
      )
    },
    open(block, index) {
      const program = block.call?.index === 0 ? whole(place(index) - 1, begun) : ''
      const added = program + event('response.output_item.added', item(index, false))
      const { place: at, partName } = namesOf(block, reply)
      if (partName === undefined) return added
      return (
        added + event(`${partName}.added`, { ...of(index), ...at, part: emptyPart(block, reply) })
      )
    },
    piece(block, index, text) {
      const { place: at, name } = namesOf(block, reply)
      return event(`${name}.delta`, { ...of(index), ...at, delta: text })
    },
    close(block, index) {
      const { place: at, name, field, partName } = namesOf(block, reply)
      const { text } = block
      const done = event(`${name}.done`, { ...of(index), ...at, [field]: text })
      const partDone =
        partName === undefined
          ? ''
          : event(`${partName}.done`, { ...of(index), ...at, part: wholePart(block, reply) })
      return done + partDone + event('response.output_item.done', item(index, true))
    },
    end() {
      const type = reply.stop === 'length' ? 'response.incomplete' : 'response.completed'
      return event(type, { response: responseBody(style, body, true) })
    },
    error: ({ message, code, param }) =>
      event('error', { code: code ?? 'server_error', message, param: param ?? null }),
  }
}

/** How the events of a kind of block are named, and where in its item they say that they belong. */
interface Names {
  readonly name: string
  /** The field that holds the whole in the last of them. */
  readonly field: string
  readonly partName?: string
  readonly place: Json
}

function namesOf({ kind }: Block, { stop }: Reply): Names {
  if (kind === 'call')
    return { name: 'response.function_call_arguments', field: 'arguments', place: {} }
  if (kind === 'thinking')
    return {
      name: 'response.reasoning_summary_text',
      field: 'text',
      partName: 'response.reasoning_summary_part',
      place: { summary_index: 0 },
    }
  const refusal = stop === 'refusal'
  return {
    name: refusal ? 'response.refusal' : 'response.output_text',
    field: refusal ? 'refusal' : 'text',
    partName: 'response.content_part',
    place: { content_index: 0 },
  }
}

function emptyPart(block: Block, reply: Reply): Json {
  return wholePart({ ...block, text: '' }, reply)
}

function wholePart({ kind, text }: Block, reply: Reply): Json {
  return kind === 'thinking' ? { type: 'summary_text', text } : part(reply, text)
}
