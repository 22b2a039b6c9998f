import type { ScriptedReply } from '../../../src/testing/index.ts'
import type { Api } from '../contest.ts'
import { withModelServer } from './client.ts'

/** A `fetch` that answers from memory, and when it was asked. */
export interface MemoryModel {
  readonly fetch: typeof globalThis.fetch
  /** When the response with the calls was handed over, by `performance.now()`. */
  readonly handedOverAtMs: () => number
  /** When the request with their results came. */
  readonly askedAgainAtMs: () => number
  /** What that request said. */
  readonly answered: () => string
}

interface Canned {
  readonly contentType: string
  readonly body: Uint8Array
}

/** A contestant may put another in its place. */
const { fetch: overTheNetwork } = globalThis

/** Where each API is asked, and what it calls the conversation. */
const apis = {
  anthropic: ['/v1/messages', 'messages'],
  'openai-chat': ['/v1/chat/completions', 'messages'],
  'openai-responses': ['/v1/responses', 'input'],
  gemini: ['/v1beta/models/any', 'contents'],
} as const

/** Gemini says in the path what the others say in the body. */
function pathOf(api: Api, stream: boolean): string {
  const [path] = apis[api]
  if (api !== 'gemini') return path
  return path + (stream ? ':streamGenerateContent?alt=sse' : ':generateContent')
}

/** What the scripted server sends, to the byte. It is another process, which leaves nothing in this one's memory. */
async function can(
  api: Api,
  stream: boolean,
  script: readonly [ScriptedReply, ScriptedReply],
): Promise<readonly [Canned, Canned]> {
  const [, conversation] = apis[api]
  const params = { model: 'any', stream, ...(api === 'anthropic' && { max_tokens: 1 }) }
  const begun = [said(api, 'user')]
  const answered = [...begun, said(api, 'assistant'), said(api, 'user')]
  return withModelServer({ script }, async ({ url }) => {
    const ask = async (messages: readonly object[]): Promise<Canned> => {
      const body = { ...(api !== 'gemini' && params), [conversation]: messages }
      const options = { method: 'POST', body: JSON.stringify(body) }
      const response = await overTheNetwork(url + pathOf(api, stream), options)
      if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`)
      const contentType = response.headers.get('content-type') ?? 'application/json'
      return { contentType, body: new Uint8Array(await response.arrayBuffer()) }
    }
    // In one conversation, so that their ids differ: LangGraph takes messages with one id for one message.
    return [await ask(begun), await ask(answered)]
  })
}

function said(api: Api, role: 'user' | 'assistant'): object {
  if (api !== 'gemini') return { role, content: 'Go.' }
  return { role: role === 'user' ? role : 'model', parts: [{ text: 'Go.' }] }
}

/** As large as what sockets give at a time. */
const chunkBytes = 65_536

function respond({ contentType, body }: Canned): Response {
  let from = 0
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (from >= body.length) return controller.close()
      controller.enqueue(body.slice(from, (from += chunkBytes)))
    },
  })
  return new Response(stream, { headers: { 'content-type': contentType } })
}

/** Of the call with this index. */
export function callId(index: number): string {
  return `call_${index}`
}

/** A model that makes `count` calls of the tool `noop` and then answers, as often as it is asked to. */
export async function memoryModel(api: Api, stream: boolean, count: number): Promise<MemoryModel> {
  const calls = Array.from({ length: count }, (_, n) => ({
    id: callId(n),
    name: 'noop',
    input: { n },
  }))
  const [withCalls, answer] = await can(api, stream, [{ calls }, { text: 'Done.' }])
  let asked = 0
  let handedOverAtMs = Number.NaN
  let askedAgainAtMs = Number.NaN
  let body: unknown
  return {
    handedOverAtMs: () => handedOverAtMs,
    askedAgainAtMs: () => askedAgainAtMs,
    answered() {
      if (typeof body !== 'string') throw new Error('Expected the second request to have text.')
      return body
    },
    async fetch(_url, init) {
      const now = performance.now()
      asked += 1
      if (asked % 2 === 0) {
        askedAgainAtMs = now
        body = init?.body
        return respond(answer)
      }
      const response = respond(withCalls)
      handedOverAtMs = performance.now()
      return response
    },
  }
}
