import type { Format, Json, RequestReading } from '../format.ts'
import { asObject, asString, objects, textOf } from '../json.ts'
import type { Reply } from '../reply.ts'
import { checkGemini } from './check.ts'
import { checkGeminiText } from './check-text.ts'
import { errorBody } from './error.ts'
import { target } from './model.ts'
import { ending, hasCalls, isSigned, partOf, response } from './reply.ts'
import { signatureOf } from './signature.ts'
import { arrayFraming, eventFraming, streamReply } from './stream.ts'

/** Google's Gemini API, and Gemini on Vertex AI (https://ai.google.dev/api/generate-content). */
export const geminiFormat: Format = {
  name: 'gemini',
  matches: (path, search) => target(path) !== undefined && !isArray(path, search),
  checkText: checkGeminiText,
  check: (body, _headers, path) => checkGemini(body, path),
  read,
  // Older models send none, and newer ones number them across replies.
  callId: () => '',
  replyId: (requestNumber) => `response${requestNumber}`,
  whole,
  streamType: 'text/event-stream',
  stream: (reply, body) => streamReply(reply, body, eventFraming()),
  error: errorBody,
}

/** The same, streamed to a client that does not ask for an event stream: as a JSON array. */
export const geminiArrayFormat: Format = {
  ...geminiFormat,
  matches: isArray,
  streamType: 'application/json; charset=UTF-8',
  stream: (reply, body) => streamReply(reply, body, arrayFraming()),
  error: (error) => [errorBody(error)],
}

function isArray(path: string, search: string): boolean {
  return target(path)?.stream === true && new URLSearchParams(search).get('alt') !== 'sse'
}

function read(body: Json, path: string): RequestReading {
  const contents = objects(body['contents'])
  const { systemInstruction, tools, toolConfig } = body
  const { model = '', stream = false } = target(path) ?? {}
  return {
    model,
    stream,
    turn: contents.filter(({ role }) => role === 'model').length,
    firstUserText: textOf(contents.find(({ role }) => role !== 'model')?.['parts']),
    results: objects(contents.at(-1)?.['parts']).flatMap((part) => resultIn(part)),
    toolNames: objects(tools).flatMap((tool) =>
      objects(tool['functionDeclarations']).map(({ name }) => asString(name)),
    ),
    // There is no switch against several calls.
    parallel: true,
    prompt: { systemInstruction, tools, toolConfig, contents },
  }
}

function resultIn({ functionResponse }: Json): { id: string; text: string }[] {
  if (functionResponse === undefined) return []
  const { id, response: given } = asObject(functionResponse)
  const { result, error } = asObject(given)
  const said = result ?? error ?? given
  return [{ id: asString(id), text: typeof said === 'string' ? said : JSON.stringify(said) }]
}

function whole(reply: Reply): Json {
  const parts = reply.blocks
    .map((block) => partOf(block, reply))
    .filter((part) => part !== undefined)
  const last = parts.findLastIndex(({ text, thought }) => text !== undefined && thought !== true)
  const signed = isSigned(reply) && !hasCalls(reply)
  const all = parts.map((part, place) =>
    signed && place === last ? { ...part, thoughtSignature: signatureOf(part) } : part,
  )
  return response(reply, all, ending(reply))
}
