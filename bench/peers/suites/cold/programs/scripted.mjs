// What the programs of this folder have in common: the model's two messages, in memory, and the clock. Each program is written as
// its library's documentation says, in plain JavaScript, so that nothing is translated.
const asked = [1, 2, 3].map((n) => ({ id: `call_${n}`, n }))

const replies = {
  'openai-chat': [
    openaiChat('tool_calls', {
      content: null,
      tool_calls: asked.map(({ id, n }) => ({
        id,
        type: 'function',
        function: { name: 'look_up', arguments: JSON.stringify({ n }) },
      })),
    }),
    openaiChat('stop', { content: 'Done.' }),
  ],
  anthropic: [
    anthropicMessage(
      'tool_use',
      asked.map(({ id, n }) => ({ type: 'tool_use', id, name: 'look_up', input: { n } })),
    ),
    anthropicMessage('end_turn', [{ type: 'text', text: 'Done.' }]),
  ],
}

function openaiChat(finish_reason, message) {
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1,
    model: 'scripted',
    choices: [{ index: 0, message: { role: 'assistant', ...message }, finish_reason }],
    usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
  }
}

function anthropicMessage(stop_reason, content) {
  return {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'scripted',
    content,
    stop_reason,
    stop_sequence: null,
    usage: { input_tokens: 1, output_tokens: 1 },
  }
}

const requests = []
let beganMs = 0
let handedOverMs = 0
let askedAgainMs = 0

/** A `fetch` that answers from memory. */
export function scriptedFetch(wire) {
  const texts = replies[wire].map((reply) => JSON.stringify(reply))
  return async (_url, { body }) => {
    const nowMs = performance.now()
    const text = texts[requests.length]
    requests.push(body)
    if (requests.length === 2) askedAgainMs = nowMs
    const response = new Response(text, { headers: { 'content-type': 'application/json' } })
    if (requests.length === 1) handedOverMs = performance.now()
    return response
  }
}

/** Only where the program was asked to use Zod. */
export const zod = process.argv[2] === 'zod' ? await import('zod') : undefined

export const jsonSchema = {
  type: 'object',
  properties: { n: { type: 'integer', description: 'The number of the record.' } },
  required: ['n'],
  additionalProperties: false,
}

export function zodSchema() {
  return zod.z.object({ n: zod.z.int().describe('The number of the record.') })
}

export const description = 'Looks a record up.'

export function lookUp({ n }) {
  return `record ${n}`
}

/** All is loaded; what comes now is the first turn. Node loads its own classes of `fetch` late, too. */
export function begin() {
  void new Response('')
  beganMs = performance.now()
}

/** The run has ended: checks what was sent, says what it took, and ends the process. */
export function end(text) {
  const endedMs = performance.now()
  if (text !== 'Done.') throw new Error(`Expected the answer, got ${JSON.stringify(text)}.`)
  const sent = JSON.stringify(JSON.parse(requests[1]).messages)
  for (const { id, n } of asked)
    if (!sent.includes(`"${id}"`) || !sent.includes(`record ${n}`))
      throw new Error(`Expected the result of ${id} in the next request, got ${sent}.`)
  console.log(JSON.stringify({ turnMs: askedAgainMs - handedOverMs, firstMs: endedMs - beganMs }))
  process.exit()
}
