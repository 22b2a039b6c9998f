import type { Codec, Reading } from '../codec.ts'
import { carefulCodec } from '../shared/careful-codec.ts'
import { isRecord, type Fields } from '../shared/shape.ts'
import { providerMessage } from '../source/source-error.ts'
import { geminiDecoder } from './decoder.ts'
import { firstCandidate, makeDraft, takeCandidate, takeEnvelope } from './draft.ts'
import { historyShape, joined } from './history-shape.ts'
import type { GeminiContent, GeminiTool } from './message.ts'
import { finish } from './reading.ts'
import { resultPart, takesImages } from './result.ts'
import { endingIn } from './stop.ts'
import { wireTools } from './tools.ts'

/**
 * Google's Gemini API (ai.google.dev/api/generate-content) and Gemini on Vertex AI. Of a model that is not known it
 * says nothing but text in results; see {@link geminiCodecFor}.
 */
export const geminiCodec: Codec<GeminiContent, GeminiTool> = makeCodec(false)

const withImages = makeCodec(true)

/** The codec for a model by its name: models from Gemini 3 on are shown images in results. */
export function geminiCodecFor(model: string): Codec<GeminiContent, GeminiTool> {
  return takesImages(model) ? withImages : geminiCodec
}

function makeCodec(images: boolean): Codec<GeminiContent, GeminiTool> {
  return carefulCodec({
    name: 'gemini',
    read,
    decoder: geminiDecoder,
    tools: wireTools,
    // One content, with as many responses as the message has calls, or Gemini refuses the next request. Both APIs take
    // it in the user's role; `function` is an older name for it.
    results: (results) =>
      results.length === 0
        ? []
        : [{ role: 'user', parts: results.map((result) => resultPart(result, images)) }],
    user: (text) => ({ role: 'user', parts: [{ text }] }),
    history: { shape: historyShape, read: readSent },
    joined,
  })
}

/** A content of a conversation, as in the response that it was. */
function readSent([content]: readonly Fields[], responseId: string): Reading<GeminiContent> {
  return read({ responseId, candidates: [{ content, finishReason: 'STOP' }] })
}

/** A response; or a list of chunks, which is how Gemini streams to those who do not ask for an event stream. */
function read(response: unknown): Reading<GeminiContent> {
  if (Array.isArray(response)) return readChunks(response)
  const draft = makeDraft({}, false)
  const read = (fault: string | undefined, content?: Fields): Reading<GeminiContent> =>
    finish(draft, endingIn(draft, true, fault), content)
  if (!isRecord(response)) return read('expected a Gemini response, got no object')
  const said = providerMessage(response)
  if (said !== undefined) return read(said)
  takeEnvelope(draft, response)
  const candidate = firstCandidate(response)
  if (candidate !== undefined)
    return read(
      takeCandidate(draft, candidate),
      isRecord(candidate.content) ? candidate.content : undefined,
    )
  const isBlocked = draft.blockReason !== ''
  return read(
    isBlocked ? undefined : 'expected a Gemini response, got an object without candidates',
  )
}

function readChunks(chunks: readonly unknown[]): Reading<GeminiContent> {
  const decoder = geminiDecoder({})
  for (const chunk of chunks) decoder.push(chunk)
  return decoder.end()
}
