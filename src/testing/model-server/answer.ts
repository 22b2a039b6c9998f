import { createHash } from 'node:crypto'
import { systemClock as clock } from '../../util/clock.ts'
import { RequestRejected, type Format, type Json } from './format.ts'
import { isObject } from './json.ts'
import type { Pace } from './pace.ts'
import type { OpenRecord } from './record.ts'
import { failure, respond, wholeResponse, type Outgoing } from './respond.ts'
import { scriptedTurns } from './script-check.ts'
import type { Script, ScriptedTurn } from './script.ts'
import { estimateTokens } from './tokens.ts'
import { ranOut, turnAt } from './turn-at.ts'
import { errorText } from '../../util/error-text.ts'

/** What a server knows beside the request at hand. */
export interface Answering {
  readonly script: Script
  readonly pace: Pace
  /** Whether requests are checked as the provider does. */
  readonly strict: boolean
  /** How often each history came, by its digest. */
  readonly attempts: Map<string, number>
  /** Items of earlier replies that requests may name, by their ids. */
  readonly kept: Map<unknown, Json>
  /** This request's number, from 1. */
  readonly requestNumber: number
}

/** Tells the official SDKs that sending the request again would not help. */
const noRetry = { 'x-should-retry': 'false' }

/** Plans the response to one request: checks it, finds its turn, and notes both in the record. Never rejects. */
export async function answer(
  text: string,
  format: Format,
  record: OpenRecord,
  answering: Answering,
): Promise<Outgoing> {
  try {
    record.body = parse(text)
    const body = format.resolved?.(record.body, answering.kept) ?? record.body
    if (answering.strict) {
      format.checkText?.(text)
      format.check(body, record.headers, record.path)
    }
    return await scripted(format, record, body, answering)
  } catch (error) {
    record.error = errorText(error)
    if (error instanceof RequestRejected) return failure(format, error.wire)
    return failure(format, { status: 500, message: record.error }, noRetry)
  }
}

/** The response to a request that no format knows, in a shape that both official SDKs read. */
export function notFound(record: OpenRecord): Outgoing {
  record.error = `Unknown request URL: ${record.method} ${record.path}. The model server answers POST /v1/messages, POST /v1/chat/completions and POST /v1/responses.`
  const error = { type: 'not_found_error', message: record.error }
  return wholeResponse(404, 'application/json', JSON.stringify({ type: 'error', error }))
}

function parse(text: string): Json {
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch (error) {
    throw new RequestRejected(`The request body is not valid JSON: ${(error as Error).message}`)
  }
  if (!isObject(body)) throw new RequestRejected('The request body must be a JSON object.')
  return body
}

async function scripted(
  format: Format,
  record: OpenRecord,
  body: Json,
  { script, pace, attempts, kept, requestNumber }: Answering,
): Promise<Outgoing> {
  const { prompt, ...reading } = format.read(body, record.path)
  const promptJson = JSON.stringify(prompt)
  const attempt = countAttempt(attempts, `${format.name} ${reading.model} ${promptJson}`)
  record.turn = reading.turn
  record.attempt = attempt
  const chosen =
    typeof script === 'function'
      ? await script({ ...reading, format: format.name, attempt, body: record.body })
      : script
  return respond(turnOf(chosen, reading.turn, attempt), {
    format,
    body,
    kept,
    pace,
    stream: reading.stream,
    model: reading.model,
    id: format.replyId(requestNumber),
    createdAt: Math.floor(clock.epochMs() / 1_000),
    inputTokens: estimateTokens(promptJson),
    callId: (callIndex) => format.callId(reading.turn, callIndex),
  })
}

function turnOf(
  chosen: ScriptedTurn | readonly ScriptedTurn[],
  turn: number,
  attempt: number,
): ScriptedTurn {
  const turns = scriptedTurns(Array.isArray(chosen) ? chosen : [chosen], 'script', '')
  if (!Array.isArray(chosen)) return turns[0] as ScriptedTurn
  const found = turnAt(turns, turn, attempt)
  if (found === undefined) throw new Error(ranOut(turns, turn))
  return found
}

/** Gives how often this history came before. */
function countAttempt(attempts: Map<string, number>, history: string): number {
  const digest = createHash('sha256').update(history).digest('base64')
  const before = attempts.get(digest) ?? 0
  attempts.set(digest, before + 1)
  return before
}
