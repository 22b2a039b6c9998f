import type { Codec, Reading } from '../codec.ts'
import { carefulCodec } from '../shared/careful-codec.ts'
import type { IsTool } from '../shared/parallel-wrapper.ts'
import { flatInputSchemaOf } from '../shared/request/input-schema.ts'
import { named } from '../shared/request/tool.ts'
import { isRecord, recordsOf, textOf, type Fields } from '../shared/shape.ts'
import { providerMessage } from '../source/source-error.ts'
import { aiSdkDecoder } from './decoder.ts'
import {
  addPart,
  isEmptyCall,
  makeDraft,
  noteServed,
  readFinish,
  readUsage,
  isToldAgain,
} from './draft.ts'
import { historyShape } from './history-shape.ts'
import type { AiSdkMessage, AiSdkTool } from './message.ts'
import { isContent } from './part.ts'
import { finish } from './reading.ts'
import { type AiSdkImages, resultMessages } from './result.ts'

/** The language models of the AI SDK (`@ai-sdk/provider`), in the current version of their interface. */
export const aiSdkCodec: Codec<AiSdkMessage, AiSdkTool> = codecWith('v4')

/** The same, with the images in results as a model takes them. */
export function codecWith(images: AiSdkImages): Codec<AiSdkMessage, AiSdkTool> {
  return carefulCodec({
    name: 'ai-sdk',
    read,
    decoder: aiSdkDecoder,
    tools: (tools) =>
      Array.from(tools, (tool) => ({
        type: 'function',
        ...named(tool),
        inputSchema: flatInputSchemaOf(tool),
      })),
    results: (results, asked = []) => resultMessages(results, asked, images),
    user: (text) => ({ role: 'user', content: [{ type: 'text', text }] }),
    history: { shape: historyShape, read: readSent },
  })
}

/** A message of a prompt, as the result of `doGenerate` that it was. */
function readSent([message]: readonly Fields[], id: string, isTool: IsTool): Reading<AiSdkMessage> {
  return read({ response: { id }, content: message?.content, finishReason: 'tool-calls' }, isTool)
}

/** Reads what `doGenerate` resolves to. */
function read(result: unknown, isTool?: IsTool): Reading<AiSdkMessage> {
  const draft = makeDraft(isTool)
  const broken = (fault: string): Reading<AiSdkMessage> => finish(draft, { fault })
  if (!isRecord(result)) return broken('expected the result of `doGenerate`, got no object')
  const said = providerMessage(result)
  if (said !== undefined) return broken(said)
  if (!Array.isArray(result.content))
    return broken('expected the result of `doGenerate`, got an object without its content')
  const { response, finishReason, usage } = result
  draft.id = isRecord(response) ? textOf(response.id) : ''
  for (const fields of recordsOf(result.content)) {
    noteServed(draft, fields)
    const isCall = fields.type === 'tool-call'
    if (isCall && (isEmptyCall(fields) || isToldAgain(draft, fields))) continue
    if (isContent(fields)) addPart(draft, fields)
  }
  readFinish(draft, finishReason)
  readUsage(draft, usage)
  return finish(draft, { whole: true })
}
