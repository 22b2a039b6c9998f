import { RequestRejected, type Json } from '../format.ts'
import { asArray, asString, isObject, objects } from '../json.ts'

/**
 * Checks that every `tool_use` block has its one `tool_result` block, among the first blocks of the message right
 * after it, in whatever order, and that no result answers anything else
 * (https://docs.claude.com/en/docs/agents-and-tools/tool-use/implement-tool-use).
 *
 * @throws {RequestRejected}
 */
export function checkCallsAnswered(messages: readonly Json[]): void {
  const seen = new Set<string>()
  let open: readonly string[] = []
  messages.forEach((message, index) => {
    checkResults(message, index, open)
    open = message['role'] === 'assistant' ? callIds(message) : []
    for (const id of open) {
      if (seen.has(id))
        throw new RequestRejected(
          `messages.${index}: \`tool_use\` ids must be unique, found ${id} again`,
        )
      seen.add(id)
    }
  })
  if (open.length > 0) throw unanswered(messages.length - 1, open)
}

function callIds(message: Json): string[] {
  return objects(message['content'])
    .filter((block) => block['type'] === 'tool_use')
    .map((block) => asString(block['id']))
}

/** Checks the results of one message, the next after the one whose calls are `open`. */
function checkResults(message: Json, index: number, open: readonly string[]): void {
  const answered = new Set<string>()
  let misplaced: string | undefined
  let isAfterOther = false
  asArray(message['content']).forEach((block, place) => {
    if (!isObject(block) || block['type'] !== 'tool_result') {
      isAfterOther = true
      return
    }
    const at = `messages.${index}.content.${place}`
    const id = asString(block['tool_use_id'])
    if (!open.includes(id)) throw unexpected(at, id)
    if (answered.has(id)) throw doubled(at, id)
    if (isAfterOther) misplaced ??= at
    answered.add(id)
  })
  const missing = open.filter((id) => !answered.has(id))
  if (missing.length > 0) throw unanswered(index - 1, missing)
  if (misplaced !== undefined) throw unanswered(index - 1, open, misplaced)
}

function unanswered(index: number, ids: readonly string[], misplaced?: string): RequestRejected {
  const hint =
    misplaced === undefined
      ? ''
      : ` The result at ${misplaced} comes after other content: \`tool_result\` blocks must come first.`
  return new RequestRejected(
    `messages.${index}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ` +
      `${ids.join(', ')}. Each \`tool_use\` block must have a corresponding \`tool_result\` block in the next ` +
      `message.${hint}`,
  )
}

function unexpected(at: string, id: string): RequestRejected {
  return new RequestRejected(
    `${at}: unexpected \`tool_use_id\` found in \`tool_result\` blocks: ${id}. Each \`tool_result\` block must have ` +
      'a corresponding `tool_use` block in the previous message.',
  )
}

function doubled(at: string, id: string): RequestRejected {
  return new RequestRejected(
    `${at}: each \`tool_use\` must have a single result. Found multiple \`tool_result\` blocks with id: ${id}`,
  )
}
