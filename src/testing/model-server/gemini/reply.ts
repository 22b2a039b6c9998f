import type { Json } from '../format.ts'
import type { Reply } from '../reply.ts'
import type { Block } from '../block.ts'
import type { ScriptedStop } from '../script.ts'
import { isGemini3 } from './model.ts'
import { signatureOf } from './signature.ts'

const finishReasons: Readonly<Record<ScriptedStop, string>> = {
  calls: 'STOP',
  answer: 'STOP',
  length: 'MAX_TOKENS',
  refusal: 'SAFETY',
  paused: 'STOP',
}

/** A response, or a chunk of one. */
export function response(reply: Reply, parts: readonly Json[], ending: Json = {}): Json {
  return {
    candidates: [{ content: { parts, role: 'model' }, ...ending, index: 0 }],
    usageMetadata: usage(reply),
    modelVersion: reply.model,
    responseId: reply.id,
  }
}

/** How the message ends. A call whose arguments are no JSON is never sent: Gemini says that it made a mess of it. */
export function ending({ blocks, stop }: Reply): Json {
  const malformed = blocks.find((block) => block.call !== undefined && argsOf(block) === undefined)
  if (malformed === undefined || stop === 'length') return { finishReason: finishReasons[stop] }
  return {
    finishReason: 'MALFORMED_FUNCTION_CALL',
    finishMessage: `Malformed function call: ${malformed.call?.name}(${malformed.text})`,
  }
}

/** A whole block; undefined for a call that cannot be sent. */
export function partOf(block: Block, reply: Reply): Json | undefined {
  if (block.kind === 'text') return { text: block.text }
  if (block.kind === 'thinking') return { text: block.text, thought: true }
  const args = argsOf(block)
  return args === undefined ? undefined : callPart(block, reply, { args })
}

/** The part of a call, under its id if the model has ids, with the signature of the whole if it is the first. */
export function callPart(block: Block, reply: Reply, fields: Json): Json {
  const { id, name, index } = block.call as NonNullable<Block['call']>
  const given = id === '' && isGemini3(reply.model) ? `fc-${reply.id}-${index + 1}` : id
  const functionCall = { ...fields, name, ...(given !== '' && { id: given }) }
  if (index > 0 || !isSigned(reply)) return { functionCall }
  const args = argsOf(block) ?? {}
  return { functionCall, thoughtSignature: signatureOf({ functionCall: { name, args } }) }
}

/** Whether the message's thoughts are signed: at the first call, or, without one, at the end of the text. */
export function isSigned({ blocks, model }: Reply): boolean {
  return isGemini3(model) || blocks.some(({ kind }) => kind === 'thinking')
}

export function hasCalls({ blocks }: Reply): boolean {
  return blocks.some(({ call }) => call !== undefined)
}

/** A call's arguments; undefined if they are no JSON object. */
export function argsOf({ text }: Block): object | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined
  } catch {
    return undefined
  }
}

function usage({ blocks, inputTokens, outputTokens }: Reply): Json {
  const thought = blocks
    .filter(({ kind }) => kind === 'thinking')
    .reduce((sum, { tokens }) => sum + tokens, 0)
  const thoughtsTokenCount = Math.min(thought, outputTokens)
  return {
    promptTokenCount: inputTokens,
    candidatesTokenCount: outputTokens - thoughtsTokenCount,
    ...(thoughtsTokenCount > 0 && { thoughtsTokenCount }),
    totalTokenCount: inputTokens + outputTokens,
  }
}
