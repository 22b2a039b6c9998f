import type { ToolResult } from '../../call/report/result.ts'
import type { AnyTool } from '../../call/tool.ts'
import type { Codec, Reading } from '../codec.ts'
import { carefulCodec } from '../shared/careful-codec.ts'
import { flatInputSchemaOf } from '../shared/request/input-schema.ts'
import { expectName, type NameRule } from '../shared/request/tool.ts'
import { filled, isRecord, recordsOf, type Fields } from '../shared/shape.ts'
import { providerMessage } from '../source/source-error.ts'
import { bedrockDecoder } from './decoder.ts'
import { countUsage, makeBlock, makeDraft } from './draft.ts'
import { errorIn } from './exception.ts'
import { historyShape, joined } from './history-shape.ts'
import type { BedrockDocument, BedrockMessage, BedrockTool } from './message.ts'
import { finish } from './reading.ts'
import { resultBlock } from './result.ts'
import { endingWord } from '../shared/ending/stop.ts'

/** Amazon Bedrock's Converse API (docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html). */
export const bedrockCodec: Codec<BedrockMessage, BedrockTool> = carefulCodec({
  name: 'bedrock',
  read,
  decoder: bedrockDecoder,
  tools: (tools) => Array.from(tools, wireTool),
  // One message: the next one must hold the results of all calls, and roles must alternate.
  results: (results: readonly ToolResult[]) =>
    results.length === 0 ? [] : [{ role: 'user', content: results.map(resultBlock) }],
  user: (text) => ({ role: 'user', content: [{ text }] }),
  history: { shape: historyShape, read: readSent },
  joined,
})

/** A message of a conversation, as in the response that it was. */
function readSent([message]: readonly Fields[]): Reading<BedrockMessage> {
  return read({ output: { message }, stopReason: 'tool_use' })
}

function read(response: unknown): Reading<BedrockMessage> {
  const draft = makeDraft()
  if (!isRecord(response)) return finish(draft, 'expected a Converse response, got no object')
  const message = isRecord(response.output) ? response.output.message : undefined
  if (!isRecord(message) || !Array.isArray(message.content)) {
    const said = providerMessage(response) ?? errorIn(response)
    return finish(draft, said ?? 'expected a Converse response, got an object without its message')
  }
  for (const fields of recordsOf(message.content))
    draft.blocks.push(makeBlock(filled(fields), false))
  draft.stopReason = endingWord(response.stopReason) || undefined
  countUsage(draft.usage, response.usage)
  return finish(draft)
}

const names: NameRule = {
  api: 'Bedrock',
  taken: /^[a-zA-Z0-9_-]{1,64}$/,
  rule: 'of at most 64 letters, digits, `_` and `-`',
}

function wireTool(tool: AnyTool): BedrockTool {
  expectName(tool, names)
  const { name, description } = tool
  const inputSchema = { json: flatInputSchemaOf(tool) as BedrockDocument }
  // An empty description is refused.
  const said = description === '' ? { name, inputSchema } : { name, description, inputSchema }
  return { toolSpec: said }
}
