import type { Model } from '../agent/model.ts'
import { trueOrFalse } from '../call/expect.ts'
import { clockOption } from '../call/options/clock-option.ts'
import type { Exact } from '../call/options/exact.ts'
import { optional, optionsCheck, required } from '../call/options/option-list.ts'
import { chat } from '../openai-chat.ts'
import { sleep, systemClock, type Clock } from '../util/clock.ts'
import type { ChatMessage } from '../wire/openai-chat/message.ts'
import { answer, type Answering } from './model-server/answer.ts'
import type { Data } from './model-server/format.ts'
import { openaiChatFormat } from './model-server/openai-chat/format.ts'
import { paceOption, type Pace } from './model-server/pace.ts'
import { openRecord, type OpenRecord, type RecordedRequest } from './model-server/record.ts'
import type { Outgoing } from './model-server/respond.ts'
import { scriptOption } from './model-server/script-check.ts'
import type { Script } from './model-server/script.ts'

/** What a scripted model says, and how. */
export interface ScriptedModelOptions {
  /** What the model says. */
  readonly script: Script
  /** How fast it speaks; default: all at once. */
  readonly pace?: Pace | undefined
  /** Whether requests are rejected that OpenAI would reject; default true. */
  readonly strict?: boolean | undefined
  /** By which it speaks: the engine's, if that is a virtual one. Default: the system's. */
  readonly clock?: Clock | undefined
}

/** A model for `createAgent` that says what its script says. */
export interface ScriptedModel extends Model<ChatMessage> {
  /** What it was asked, in order. */
  readonly requests: readonly RecordedRequest[]
}

const check = optionsCheck<ScriptedModelOptions, 'pace' | 'strict' | 'clock'>({
  script: required(scriptOption),
  pace: optional(paceOption, {}),
  strict: optional(trueOrFalse, true),
  clock: optional(clockOption, systemClock),
})

/**
 * A scripted model without a server, a client or a key: an agent asks it within the process, in OpenAI's Chat Completions, streamed.
 * Under a virtual clock a whole run passes in no time. It is asked once for each request: what a client's own retries would do, it
 * does not, so that a scripted error status ends the run.
 *
 * @throws {UsageError} if an option is not what its type says.
 * @example
 * const model = scriptedModel({
 *   script: [{ calls: [{ name: 'get_time' }, { name: 'get_weather' }] }, { text: 'It is noon and dry.' }],
 * })
 * const { text } = await createAgent({ engine, model }).run('How is it?').result
 */
export function scriptedModel<Given = unknown>(
  options: Exact<ScriptedModelOptions, Given>,
): ScriptedModel {
  const { clock, ...says } = check(options ?? null, 'scriptedModel')
  const requests: OpenRecord[] = []
  const answering = { ...says, attempts: new Map(), kept: new Map() } satisfies Partial<Answering>

  async function send(body: object, { signal }: { readonly signal: AbortSignal }): Promise<object> {
    const record = openRecord('POST', '/v1/chat/completions', {}, clock.now())
    record.format = openaiChatFormat.name
    requests.push(record)
    const text = JSON.stringify(body)
    const outgoing = await answer(text, openaiChatFormat, record, {
      ...answering,
      requestNumber: requests.length,
    })
    if (outgoing.frames.length === 0 && outgoing.ending === 'hang')
      await sleep(clock, Infinity, signal)
    record.status = outgoing.status
    record.responseStartedAtMs = clock.now()
    const { status, headers } = outgoing
    return { status, headers: new Headers(headers), body: said(outgoing, record, clock, signal) }
  }

  return { ...chat.model(send, { model: 'scripted' }), requests }
}

/** The body of a response, each piece at its time. */
async function* said(
  { frames, ending }: Outgoing,
  record: OpenRecord,
  clock: Clock,
  signal: AbortSignal,
): AsyncGenerator<Data> {
  for (const { atMs, data, endsBlock } of frames) {
    const waitMs = record.receivedAtMs + atMs - clock.now()
    if (waitMs > 0) await sleep(clock, waitMs, signal)
    if (endsBlock !== undefined) record.blockEndedAtMs.push(clock.now())
    yield data
  }
  if (ending === 'close') throw new Error('The connection broke, as the script says.')
  if (ending === 'hang') await sleep(clock, Infinity, signal)
  record.respondedAtMs = clock.now()
}
