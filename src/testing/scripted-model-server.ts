import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { trueOrFalse, valueThat, type Check } from '../call/expect.ts'
import type { Exact } from '../call/options/exact.ts'
import { optional, optionsCheck, required } from '../call/options/option-list.ts'
import { systemClock as clock } from '../util/clock.ts'
import { anthropicFormat } from './model-server/anthropic/format.ts'
import { answer, notFound, type Answering } from './model-server/answer.ts'
import { bedrockFormat } from './model-server/bedrock/format.ts'
import { cohereFormat } from './model-server/cohere/format.ts'
import type { Format } from './model-server/format.ts'
import { geminiArrayFormat, geminiFormat } from './model-server/gemini/format.ts'
import { ollamaFormat } from './model-server/ollama/format.ts'
import { openaiChatFormat } from './model-server/openai-chat/format.ts'
import { openaiResponsesFormat } from './model-server/openai-responses/format.ts'
import { paceOption, type Pace } from './model-server/pace.ts'
import {
  openRecord,
  visibleHeaders,
  type OpenRecord,
  type RecordedRequest,
} from './model-server/record.ts'
import { scriptOption } from './model-server/script-check.ts'
import type { Script } from './model-server/script.ts'
import { send } from './model-server/send.ts'

/** What a model server says, and how. */
export interface ModelServerOptions {
  /** What the model says. */
  readonly script: Script
  /** How fast it speaks; default: as fast as it can. */
  readonly pace?: Pace | undefined
  /** Whether requests are rejected that the provider would reject; default true. */
  readonly strict?: boolean | undefined
  /** Default 0, for a port that is free. */
  readonly port?: number | undefined
}

const portOption: Check<number> = valueThat(
  'a port from 0 to 65535',
  (value) => Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 65_535,
)

const check = optionsCheck<ModelServerOptions, 'pace' | 'strict' | 'port'>({
  script: required(scriptOption),
  pace: optional(paceOption, {}),
  strict: optional(trueOrFalse, true),
  port: optional(portOption, 0),
})

/** A scripted model behind a real HTTP server on 127.0.0.1. */
export interface ModelServer extends AsyncDisposable {
  /** `http://127.0.0.1:<port>`. */
  readonly url: string
  /** The `baseURL` of the `@anthropic-ai/sdk` client. */
  readonly anthropicBaseURL: string
  /** The `baseURL` of the `openai` client. */
  readonly openaiBaseURL: string
  /** The `httpOptions.baseUrl` of the `@google/genai` client. */
  readonly geminiBaseURL: string
  /** What came, in order of arrival; a record goes on filling up while its response is being sent. */
  readonly requests: readonly RecordedRequest[]
  /** Ends every response, even one that hangs, and resolves when no connection is left. */
  close(): Promise<void>
}

const formats: readonly Format[] = [
  anthropicFormat,
  openaiChatFormat,
  openaiResponsesFormat,
  bedrockFormat,
  geminiFormat,
  geminiArrayFormat,
  ollamaFormat,
  cohereFormat,
]

/**
 * Starts a server that speaks the providers' HTTP and says what its script says. It answers Anthropic Messages
 * (`POST /v1/messages`), OpenAI Chat Completions (`POST /v1/chat/completions`), OpenAI Responses
 * (`POST /v1/responses`) and Gemini (`POST /v1beta/models/<model>:generateContent`, `:streamGenerateContent` and
 * Vertex AI's paths), Amazon Bedrock Converse (`POST /model/<id>/converse` and `converse-stream`), Ollama
 * (`POST /api/chat`) and Cohere (`POST /v2/chat`), whole and streamed. Where no other is named, `url` is the base URL
 * of the client.
 *
 * @throws {UsageError} if an option is not what its type says.
 */
export async function createModelServer<Given = unknown>(
  options: Exact<ModelServerOptions, Given>,
): Promise<ModelServer> {
  const { script, pace, strict, port } = check(options ?? null, 'createModelServer')
  const requests: OpenRecord[] = []
  const attempts = new Map<string, number>()
  const kept: Answering['kept'] = new Map()
  const underWay = new Set<Promise<void>>()

  const server = createServer((request, response) => {
    const exchanged = exchange(request, response, (record) => {
      requests.push(record)
      return { script, pace, strict, attempts, kept, requestNumber: requests.length }
    }).catch((error: Error) => void response.destroy(error))
    underWay.add(exchanged)
    void exchanged.finally(() => underWay.delete(exchanged))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  let closed: Promise<void> | undefined
  async function close(): Promise<void> {
    const ended = new Promise<void>((resolve) => void server.close(() => resolve()))
    server.closeAllConnections()
    await ended
    await Promise.all(underWay)
  }
  const closeOnce = (): Promise<void> => (closed ??= close())
  return {
    url,
    anthropicBaseURL: url,
    openaiBaseURL: `${url}/v1`,
    geminiBaseURL: url,
    requests,
    close: closeOnce,
    [Symbol.asyncDispose]: closeOnce,
  }
}

/** Takes one request from its first byte to the last of its response. */
async function exchange(
  request: IncomingMessage,
  response: ServerResponse,
  begin: (record: OpenRecord) => Answering,
): Promise<void> {
  const gone = new AbortController()
  const left = new Promise<undefined>((resolve) => {
    response.once('close', () => {
      gone.abort()
      resolve(undefined)
    })
  })
  const text = await readText(request)
  const { pathname: path, search } = new URL(request.url ?? '/', 'http://localhost')
  const format =
    request.method === 'POST'
      ? formats.find((candidate) => candidate.matches(path, search))
      : undefined
  const headers = visibleHeaders(request.headers)
  const record = openRecord(request.method ?? '', path, headers, clock.now())
  record.format = format?.name
  const answering = begin(record)
  // A script may be a function that takes longer than the client stays.
  const outgoing = await Promise.race([
    format === undefined ? notFound(record) : answer(text, format, record, answering),
    left,
  ])
  if (outgoing !== undefined) await send(response, outgoing, record, gone.signal)
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}
