import { RequestRejected, type Json } from '../format.ts'
import { asArray, isObject, isString } from '../json.ts'
import { checkBlock } from './check-block.ts'
import { checkCallsAnswered } from './check-calls.ts'
import { checkToolConfig, hasToolBlocks } from './check-tools.ts'

/**
 * Rejects what Bedrock rejects, in its words as far as they are known.
 *
 * @throws {RequestRejected}
 */
export function checkBedrock(body: Json): void {
  const { messages, system, toolConfig } = body
  if (messages !== undefined && !Array.isArray(messages))
    throw new RequestRejected('STRING_VALUE or NUMBER_VALUE can not be converted to a List')
  const list = asArray(messages)
  if (list.length === 0)
    throw new RequestRejected(
      'A conversation must start with a user message. Try again with a conversation that starts with a user message.',
    )
  if (system !== undefined && !Array.isArray(system))
    throw new RequestRejected('The value at system can not be converted to a List')
  if (toolConfig !== undefined) checkToolConfig(toolConfig)
  list.forEach(checkMessage)
  const all = list as readonly Json[]
  if (toolConfig === undefined && all.some(hasToolBlocks))
    throw new RequestRejected(
      'The toolConfig field must be defined when using toolUse and toolResult content blocks.',
    )
  checkCallsAnswered(all)
}

function checkMessage(message: unknown, index: number, all: readonly unknown[]): void {
  const at = `messages.${index}`
  if (!isObject(message))
    throw new RequestRejected(`The value at ${at} can not be converted to a Structure`)
  const { role, content } = message
  if (role !== 'user' && role !== 'assistant')
    throw new RequestRejected(
      `1 validation error detected: Value '${String(role)}' at '${at}.role' failed to ` +
        'satisfy constraint: Member must satisfy enum value set: [user, assistant]',
    )
  if (index === 0 && role !== 'user')
    throw new RequestRejected(
      'A conversation must start with a user message. Try again with a conversation that starts with a user message.',
    )
  const before = all[index - 1]
  if (isObject(before) && before['role'] === role)
    throw new RequestRejected(
      'A conversation must alternate between user and assistant roles. Make sure the conversation alternates ' +
        'between user and assistant roles and try again.',
    )
  if (!Array.isArray(content)) {
    const kind = isString(content) ? 'STRING_VALUE' : 'The value'
    throw new RequestRejected(`${kind} at ${at}.content can not be converted to a List`)
  }
  if (content.length === 0)
    throw new RequestRejected(
      `The content field in the Message object at ${at} is empty. Add a ContentBlock object to the content field ` +
        'and try again.',
    )
  content.forEach((block, place) => checkBlock(block, `${at}.content.${place}`, role))
}
