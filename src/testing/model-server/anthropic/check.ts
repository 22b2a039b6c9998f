import { checkBlock } from './check-block.ts'
import { checkCallsAnswered } from './check-calls.ts'
import { checkCode } from './check-code.ts'
import { checkTools } from './check-tools.ts'
import { RequestRejected, type Json } from '../format.ts'
import { asArray, asObject, asString, isObject, isString } from '../json.ts'

const roles = ['user', 'assistant', 'system']

/** The first API version that knows no sampling parameters (https://platform.claude.com/docs/en/api/versioning). */
const versionWithoutSampling = '2026-10-21'
const samplingParameters = ['temperature', 'top_p', 'top_k']

/**
 * Rejects what Anthropic rejects, in its words as far as they are known.
 *
 * @throws {RequestRejected}
 */
export function checkAnthropic(body: Json, headers: Readonly<Record<string, string>>): void {
  requireField(body, 'model', isString, 'Input should be a valid string')
  requireField(body, 'messages', Array.isArray, 'Input should be a valid list')
  requireField(body, 'max_tokens', Number.isInteger, 'Input should be a valid integer')
  if ((body['max_tokens'] as number) < 1)
    throw new RequestRejected('max_tokens: Input should be greater than or equal to 1')
  if ((headers['anthropic-version'] ?? '') >= versionWithoutSampling)
    for (const parameter of samplingParameters)
      if (body[parameter] !== undefined)
        throw new RequestRejected(`${parameter}: Extra inputs are not permitted`)
  checkSystem(body['system'])
  checkTools(body)
  const messages = asArray(body['messages'])
  if (messages.length === 0) throw new RequestRejected('messages: at least one message is required')
  messages.forEach(checkMessage)
  checkCallsAnswered(messages as readonly Json[])
  checkCode(body)
}

function requireField(
  body: Json,
  field: string,
  isValid: (value: unknown) => boolean,
  otherwise: string,
): void {
  if (body[field] === undefined) throw new RequestRejected(`${field}: Field required`)
  if (!isValid(body[field])) throw new RequestRejected(`${field}: ${otherwise}`)
}

function checkSystem(system: unknown): void {
  if (system === undefined || isString(system)) return
  if (!Array.isArray(system)) throw new RequestRejected('system: Input should be a valid list')
  system.forEach((block, index) => checkBlock(block, `system.${index}`, ['text']))
}

function checkMessage(message: unknown, index: number, all: readonly unknown[]): void {
  const at = `messages.${index}`
  if (!isObject(message)) throw new RequestRejected(`${at}: Input should be a valid dictionary`)
  const { role, content } = message
  if (!isString(role) || !roles.includes(role))
    throw new RequestRejected(`${at}.role: Input should be 'user', 'assistant' or 'system'`)
  if (index === 0 && role !== 'user')
    throw new RequestRejected('messages: first message must use the "user" role')
  if (content === undefined) throw new RequestRejected(`${at}.content: Field required`)
  const isPrefill = role === 'assistant' && index === all.length - 1
  if (Array.isArray(content)) {
    if (content.length === 0 && !isPrefill) throw new RequestRejected(emptyMessage(index))
    const types = role === 'assistant' ? assistantBlocks : userBlocks
    content.forEach((block, place) => checkBlock(block, `${at}.content.${place}`, types))
  } else if (!isString(content))
    throw new RequestRejected(`${at}.content: Input should be a valid string or a list of blocks`)
  else if (content === '' && !isPrefill) throw new RequestRejected(emptyMessage(index))
  if (isPrefill && /\s$/.test(lastText(content)))
    throw new RequestRejected(
      'messages: final assistant content cannot end with trailing whitespace',
    )
}

function lastText(content: unknown): string {
  return isString(content) ? content : asString(asObject(asArray(content).at(-1))['text'])
}

/** Blocks whose place is on the other side of the conversation; all other kinds are let pass. */
const assistantBlocks = { never: ['tool_result', 'image', 'document'] }
const userBlocks = { never: ['tool_use', 'thinking', 'redacted_thinking'] }

function emptyMessage(index: number): string {
  return (
    `messages.${index}: all messages must have non-empty content ` +
    'except for the optional final assistant message'
  )
}
