import { isRecord } from '../../util/is-record.ts'

/** What the user said in messages of any provider's shape, one text a message; results of tools are no words. */
export function userWords(messages: readonly unknown[]): string[] {
  return messages.flatMap((message) => {
    if (!isRecord(message) || message['role'] !== 'user') return []
    const words = textsIn(message['content'] ?? message['parts']).join('\n')
    return words === '' ? [] : [words]
  })
}

function textsIn(content: unknown): string[] {
  if (typeof content === 'string') return [content]
  if (!Array.isArray(content)) return []
  return content.flatMap((part: unknown) =>
    isRecord(part) && typeof part['text'] === 'string' ? [part['text']] : [],
  )
}
