import { isValidSignature } from './signature.ts'
import { RequestRejected, type Json } from '../format.ts'
import { asString, isObject, isString } from '../json.ts'

/** The kinds of blocks that a place takes: only those of a list, or all but some. */
export type Kinds = readonly string[] | { readonly never: readonly string[] }

/** @throws {RequestRejected} for a block that Anthropic would reject wherever its neighbours are. */
export function checkBlock(block: unknown, at: string, kinds: Kinds): void {
  if (!isObject(block)) throw new RequestRejected(`${at}: Input should be a valid dictionary`)
  const { type } = block
  if (type === undefined) throw new RequestRejected(`${at}.type: Field required`)
  const isTaken =
    'never' in kinds ? !kinds.never.includes(String(type)) : kinds.includes(String(type))
  if (!isTaken)
    throw new RequestRejected(`${at}: Input tag '${String(type)}' is not allowed in this place`)
  switch (type) {
    case 'text':
      return checkText(block, at)
    case 'thinking':
      return checkThinking(block, at)
    case 'tool_use':
      return checkToolUse(block, at)
    case 'tool_result':
      return checkToolResult(block, at)
    case 'image':
    case 'document':
      if (!isObject(block['source']))
        throw new RequestRejected(`${at}.${type}.source: Field required`)
  }
}

function checkText({ text }: Json, at: string): void {
  if (!isString(text)) throw new RequestRejected(`${at}.text.text: Input should be a valid string`)
  if (text === '') throw new RequestRejected(`${at}: text content blocks must be non-empty`)
  if (text.trim() === '')
    throw new RequestRejected(`${at}: text content blocks must contain non-whitespace text`)
}

function checkThinking({ thinking, signature }: Json, at: string): void {
  if (!isString(signature)) throw new RequestRejected(`${at}.thinking.signature: Field required`)
  if (!isValidSignature(asString(thinking), signature))
    throw new RequestRejected(
      `${at}: Invalid \`signature\` in \`thinking\` block. The block must be sent back as it came`,
    )
}

function checkToolUse({ id, name, input }: Json, at: string): void {
  if (!isString(id)) throw new RequestRejected(`${at}.tool_use.id: Field required`)
  checkPattern(id, /^[a-zA-Z0-9_-]+$/, `${at}.tool_use.id`)
  if (!isString(name)) throw new RequestRejected(`${at}.tool_use.name: Field required`)
  checkPattern(name, /^[a-zA-Z0-9_-]{1,200}$/, `${at}.tool_use.name`)
  if (!isObject(input))
    throw new RequestRejected(`${at}.tool_use.input: Input should be a valid dictionary`)
}

/** @throws {RequestRejected} if the text does not match. */
export function checkPattern(text: string, pattern: RegExp, at: string): void {
  if (!pattern.test(text))
    throw new RequestRejected(`${at}: String should match pattern '${pattern.source}'`)
}

function checkToolResult({ tool_use_id: id, content, is_error: isError }: Json, at: string): void {
  if (!isString(id)) throw new RequestRejected(`${at}.tool_result.tool_use_id: Field required`)
  if (isError !== undefined && typeof isError !== 'boolean')
    throw new RequestRejected(`${at}.tool_result.is_error: Input should be a valid boolean`)
  if (content === undefined || isString(content)) return
  if (!Array.isArray(content))
    throw new RequestRejected(
      `${at}.tool_result.content: Input should be a valid string or a list of blocks`,
    )
  content.forEach((block, index) =>
    checkBlock(block, `${at}.tool_result.content.${index}`, resultBlocks),
  )
  const isAllText = content.every((block) => isObject(block) && block['type'] === 'text')
  if (isError === true && !isAllText)
    throw new RequestRejected(
      `${at}.tool_result: all content must be type \`text\` if \`is_error\` is true`,
    )
}

const resultBlocks = { never: ['tool_use', 'tool_result', 'thinking', 'redacted_thinking'] }
