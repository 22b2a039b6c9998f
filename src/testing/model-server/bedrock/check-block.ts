import { isValidSignature } from '../anthropic/signature.ts'
import { RequestRejected, type Json } from '../format.ts'
import { asArray, asObject, asString, isObject, isString } from '../json.ts'

/** The format of ids and names (API_runtime_ToolUseBlock). */
const pattern = '[a-zA-Z0-9_-]+'

/** @throws {RequestRejected} for a block that Bedrock would reject wherever its neighbours are. */
export function checkBlock(block: unknown, at: string, role: string): void {
  if (!isObject(block) || Object.keys(block).length === 0)
    throw new RequestRejected(
      `The ContentBlock object at ${at} must set one of the following keys: text, …`,
    )
  const { text, toolUse, toolResult, reasoningContent } = block
  if (text !== undefined) checkText(text, `the ContentBlock object at ${at}`)
  if (toolUse !== undefined) {
    if (role === 'user')
      throw new RequestRejected(
        `User messages cannot contain tool uses. Remove the toolUse block at ${at}.`,
      )
    checkToolUse(asObject(toolUse), `${at}.toolUse`)
  }
  if (toolResult !== undefined) checkToolResult(asObject(toolResult), `${at}.toolResult`)
  if (reasoningContent !== undefined) checkReasoning(asObject(reasoningContent), at)
}

function checkText(text: unknown, where: string): void {
  if (!isString(text)) throw new RequestRejected(`The text field in ${where} is no string.`)
  if (text.trim() === '')
    throw new RequestRejected(
      `The text field in ${where} is blank. Add text to the text field, and try again.`,
    )
}

function checkToolUse({ toolUseId, name, input }: Json, at: string): void {
  checkPattern(toolUseId, `${at}.toolUseId`)
  checkPattern(name, `${at}.name`)
  if (!isObject(input)) throw noObject(`${at}.input`)
}

function checkToolResult({ toolUseId, content, status }: Json, at: string): void {
  checkPattern(toolUseId, `${at}.toolUseId`)
  if (!Array.isArray(content))
    throw new RequestRejected(`The value at ${at}.content can not be converted to a List`)
  if (content.length === 0 && status === 'error')
    throw new RequestRejected(
      `The content field at ${at} cannot be empty when status value is error.`,
    )
  asArray(content).forEach((part, place) => {
    const { text, json, image } = asObject(part)
    const where = `${at}.content.${place}`
    if (text !== undefined) checkText(text, `the ToolResultContentBlock object at ${where}`)
    else if (json !== undefined) {
      if (!isObject(json)) throw noObject(`${where}.json`)
    } else if (image !== undefined) checkImage(asObject(image), `${where}.image`)
  })
}

function checkImage({ format, source }: Json, at: string): void {
  if (!['png', 'jpeg', 'gif', 'webp'].includes(asString(format)))
    throw new RequestRejected(
      `Value '${String(format)}' at '${at}.format' failed to satisfy constraint: Member must satisfy enum value ` +
        'set: [png, jpeg, gif, webp]',
    )
  if (!isString(asObject(source)['bytes']))
    throw new RequestRejected(`The value at ${at}.source.bytes is no base64 text.`)
}

function checkReasoning({ reasoningText }: Json, at: string): void {
  const { text, signature } = asObject(reasoningText)
  if (signature === undefined || isValidSignature(asString(text), asString(signature))) return
  throw new RequestRejected(
    `The model returned the following errors: ${at}: Invalid \`signature\` in \`thinking\` block`,
  )
}

/** @throws {RequestRejected} if an id or a name is invalid. */
export function checkPattern(value: unknown, at: string): void {
  const fault = !isString(value)
    ? 'Member must not be null'
    : value.length > 64
      ? 'Member must have length less than or equal to 64'
      : /^[a-zA-Z0-9_-]+$/.test(value)
        ? undefined
        : `Member must satisfy regular expression pattern: ${pattern}`
  if (fault === undefined) return
  throw new RequestRejected(
    `1 validation error detected: Value '${String(value)}' at '${at}' failed to satisfy constraint: ${fault}`,
  )
}

function noObject(at: string): RequestRejected {
  return new RequestRejected(
    `The format of the value at ${at} is invalid. Provide a json object for the field and try again.`,
  )
}
