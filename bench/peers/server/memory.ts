import { createModelServer } from '../../../src/testing/index.ts'
import type { Api } from '../contest.ts'

/** A `fetch` that answers from memory, and when it was asked. */
export interface MemoryModel {
  readonly fetch: typeof globalThis.fetch
  /** When the response with the calls was handed over, by `performance.now()`. */
  readonly handedOverAtMs: () => number
  /** When the request with their results came. */
  readonly askedAgainAtMs: () => number
}

interface Canned {
  readonly contentType: string
  readonly body: Uint8Array
}

/** A contestant may put another in its place. */
const { fetch: overTheNetwork } = globalThis

const requests: Readonly<Record<Api, readonly [string, Record<string, unknown>]>> = {
  anthropic: ['/v1/messages', { max_tokens: 1, messages: [{ role: 'user', content: 'Go.' }] }],
  'openai-chat': ['/v1/chat/completions', { messages: [{ role: 'user', content: 'Go.' }] }],
  'openai-responses': ['/v1/responses', { input: [{ role: 'user', content: 'Go.' }] }],
  gemini: ['/v1beta/models/any', { contents: [{ role: 'user', parts: [{ text: 'Go.' }] }] }],
}

/** Gemini says in the path what the others say in the body. */
function pathOf(api: Api, stream: boolean): string {
  const [path] = requests[api]
  if (api !== 'gemini') return path
  return path + (stream ? ':streamGenerateContent?alt=sse' : ':generateContent')
}

/** What the scripted server would send, to the byte. */
async function can(api: Api, stream: boolean, turn: object): Promise<Canned> {
  await using server = await createModelServer({ script: [turn], strict: false })
  const [, body] = requests[api]
  const response = await overTheNetwork(server.url + pathOf(api, stream), {
    method: 'POST',
    body: JSON.stringify(api === 'gemini' ? body : { model: 'any', stream, ...body }),
  })
  const contentType = response.headers.get('content-type') ?? 'application/json'
  return { contentType, body: new Uint8Array(await response.arrayBuffer()) }
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

/** A model that makes `count` calls of the tool `noop` and then answers, as often as it is asked to. */
export async function memoryModel(api: Api, stream: boolean, count: number): Promise<MemoryModel> {
  const calls = Array.from({ length: count }, (_, n) => ({ name: 'noop', input: { n } }))
  const withCalls = await can(api, stream, { calls })
  const answer = await can(api, stream, { text: 'Done.' })
  let asked = 0
  let handedOverAtMs = Number.NaN
  let askedAgainAtMs = Number.NaN
  return {
    handedOverAtMs: () => handedOverAtMs,
    askedAgainAtMs: () => askedAgainAtMs,
    async fetch() {
      const now = performance.now()
      asked += 1
      if (asked % 2 === 0) {
        askedAgainAtMs = now
        return respond(answer)
      }
      const response = respond(withCalls)
      handedOverAtMs = performance.now()
      return response
    },
  }
}
