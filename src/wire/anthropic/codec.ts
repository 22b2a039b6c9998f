import type { ToolResult } from '../../call/report/result.ts'
import { anthropicDecoder } from './decoder.ts'
import { makeDraft, note, wholeBlock } from './draft.ts'
import { historyWarning, waitsForResults } from './history.ts'
import { historyShape, joined } from './history-shape.ts'
import type { AnthropicMessage, AnthropicTool } from './message.ts'
import { finish } from './reading.ts'
import { resultBlock } from './result.ts'
import type { Codec, Reading } from '../codec.ts'
import { carefulCodec } from '../shared/careful-codec.ts'
import { flatInputSchemaOf } from '../shared/request/input-schema.ts'
import { expectName, named, type NameRule } from '../shared/request/tool.ts'
import { isRecord, recordsOf, textOf, type Fields } from '../shared/shape.ts'
import { providerMessage } from '../source/source-error.ts'
import { endingWord } from '../shared/ending/stop.ts'

const names: NameRule = {
  api: 'Anthropic',
  taken: /^[a-zA-Z0-9_-]{1,128}$/,
  rule: 'of at most 128 letters, digits, `_` and `-`',
}

/** Anthropic's Messages API (docs.claude.com/en/api/messages), and the servers that speak it. */
export const anthropicCodec: Codec<AnthropicMessage, AnthropicTool> = carefulCodec({
  name: 'anthropic',
  read,
  decoder: anthropicDecoder,
  tools: (tools) =>
    Array.from(tools, (tool) => {
      expectName(tool, names)
      return { ...named(tool), input_schema: flatInputSchemaOf(tool) }
    }),
  // One message, or Anthropic refuses the next request: all results follow at once.
  results: (results: readonly ToolResult[]) =>
    results.length === 0 ? [] : [{ role: 'user', content: results.map(resultBlock) }],
  user: (text) => ({ role: 'user', content: text }),
  // The block, and its three points, are those of Anthropic's prompting guide for Claude 4 and later; the words are ours
  // (platform.claude.com/docs/en/build-with-claude/prompt-engineering/claude-prompting-best-practices).
  encouragement:
    '<use_parallel_tool_calls>\n' +
    'Calls that do not need what another of them has yet to tell belong in one message, where they run side by side: to read five files, ' +
    'make five calls at once. Put together as many as you can. A call whose arguments depend on an earlier result comes after that ' +
    'result: never fill such arguments with a guess or a placeholder.\n' +
    '</use_parallel_tool_calls>',
  historyWarning,
  waitsForResults,
  history: { shape: historyShape, read: readSent },
  joined,
})

/** A message of a conversation, as the response that it was. */
function readSent([message]: readonly Fields[], id: string): Reading<AnthropicMessage> {
  return read({ ...message, id, stop_reason: 'tool_use' })
}

function read(response: unknown): Reading<AnthropicMessage> {
  const draft = makeDraft()
  if (!isRecord(response)) return finish(draft, 'expected an Anthropic message, got no object')
  const said = providerMessage(response)
  if (said !== undefined) return finish(draft, said)
  if (!Array.isArray(response.content) || (response.role ?? 'assistant') !== 'assistant')
    return finish(draft, 'expected an Anthropic message, got an object without its content')
  draft.id = textOf(response.id)
  for (const fields of recordsOf(response.content)) draft.blocks.push(wholeBlock(fields))
  draft.stopReason = endingWord(response.stop_reason) || undefined
  note(draft, response.container, response.usage)
  return finish(draft)
}
