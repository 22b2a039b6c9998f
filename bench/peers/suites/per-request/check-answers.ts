import type { Api } from '../../contest.ts'
import { callId } from '../../server/memory.ts'

interface Item {
  readonly role: string
  readonly content: string | readonly Block[]
  readonly tool_call_id?: string
}

interface Block {
  readonly type: string
  readonly tool_use_id?: string
  readonly content?: string | readonly Block[]
  readonly text?: string
}

interface Answer {
  readonly id: string | undefined
  readonly text: string
}

/** Whether a request has one right result for each call of the message before: who loses calls is quick. */
export function checkAnswers(api: Api, body: string, count: number): void {
  const { messages } = JSON.parse(body) as { messages: readonly Item[] }
  const answers = api === 'anthropic' ? blocksOf(messages) : toolMessagesOf(messages)
  if (answers.length !== count)
    throw new Error(`Expected ${count} results in the next request, got ${answers.length}.`)
  for (const [index, { id, text }] of answers.entries()) {
    if (id !== callId(index))
      throw new Error(`Expected result ${index} to be of ${callId(index)}, got ${String(id)}.`)
    // Some send a text as JSON.
    if (text !== String(index) && text !== `"${index}"`)
      throw new Error(`Expected result ${index} to be "${index}", got ${text.slice(0, 100)}.`)
  }
}

function toolMessagesOf(messages: readonly Item[]): readonly Answer[] {
  return messages
    .filter(({ role }) => role === 'tool')
    .map(({ tool_call_id: id, content }) => ({ id, text: textOf(content) }))
}

function blocksOf(messages: readonly Item[]): readonly Answer[] {
  return messages
    .flatMap(({ content }) => (typeof content === 'string' ? [] : content))
    .filter(({ type }) => type === 'tool_result')
    .map(({ tool_use_id: id, content = '' }) => ({ id, text: textOf(content) }))
}

function textOf(content: string | readonly Block[]): string {
  return typeof content === 'string' ? content : content.map(({ text = '' }) => text).join('')
}
