import type { AnyTool } from '../../call/tool.ts'
import type { Codec, Reading } from '../codec.ts'
import { carefulCodec } from '../shared/careful-codec.ts'
import { flatInputSchemaOf } from '../shared/request/input-schema.ts'
import { named } from '../shared/request/tool.ts'
import type { IsTool } from '../shared/parallel-wrapper.ts'
import { isRecord, textOf, type Fields } from '../shared/shape.ts'
import { batchFirst } from '../shared/request/batch-first.ts'
import { providerMessage } from '../source/source-error.ts'
import { responsesDecoder } from './decoder.ts'
import { makeDraft, note } from './draft.ts'
import { historyShape } from './history-shape.ts'
import type { ResponsesItem, ResponsesTool } from './item.ts'
import { isCall } from './items/draft-item.ts'
import { OutputItems } from './items/output-items.ts'
import { finish } from './reading.ts'
import { outputItems } from './result.ts'

/** OpenAI's Responses API, and the servers that speak it. A conversation is a list of items, not of messages. */
export const responsesCodec: Codec<ResponsesItem, ResponsesTool> = carefulCodec<
  ResponsesItem,
  ResponsesTool
>({
  name: 'openai-responses',
  read,
  decoder: responsesDecoder,
  tools: (tools) => Array.from(tools, wireTool),
  results: outputItems,
  user: (text) => ({ type: 'message', role: 'user', content: text }),
  encouragement: batchFirst,
  history: { shape: historyShape, read: readSent, ours },
})

/** Items of a conversation, as the output of the response that they were. */
function readSent(output: readonly Fields[], id: string, isTool: IsTool): Reading<ResponsesItem> {
  return read({ id, status: 'completed', output }, isTool)
}

/** Without the calls that the provider ran itself. */
function ours(asked: readonly Fields[], isTool: IsTool): readonly Fields[] {
  const items = new OutputItems(isTool, asked)
  return items.all.filter((item) => !isCall(item) || items.isOurs(item)).map(({ fields }) => fields)
}

function read(response: unknown, isTool?: IsTool): Reading<ResponsesItem> {
  const draft = makeDraft(isTool)
  if (!isRecord(response)) return finish(draft, 'expected an OpenAI response, got no object')
  const said = providerMessage(response)
  if (!Array.isArray(response.output))
    return finish(
      draft,
      said ?? 'expected an OpenAI response, got an object without its list of output items',
    )
  note(draft, response)
  draft.status = textOf(response.status) || 'completed'
  draft.items = new OutputItems(isTool, response.output)
  return finish(draft, said)
}

/**
 * Without `strict: false` OpenAI would make every optional parameter a required one. A tool whose input is text is
 * written as a custom tool, which models call without the escapes of JSON.
 */
function wireTool(tool: AnyTool): ResponsesTool {
  const said = named(tool)
  const parameters: { [keyword: string]: unknown } = flatInputSchemaOf(tool)
  if (parameters.type === 'string') return { type: 'custom', ...said }
  return { type: 'function', ...said, parameters, strict: false }
}
