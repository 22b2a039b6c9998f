import type { ToolCall } from '../call/call.ts'
import { hasFailures, inspectDeeper } from '../call/errors/inspect.ts'
import { callable, duration } from '../call/expect.ts'
import { optional, optionsCheck, type OptionList } from '../call/options/option-list.ts'
import type { TurnReport } from '../call/report/report.ts'
import type { Engine, Turn, TurnOptions } from '../turn/contract.ts'
import { turnOptionList } from '../turn/options.ts'
import type { Codec, Reading, Stop, Usage } from '../wire/codec.ts'
import type { Fields } from '../wire/shared/shape.ts'
import { addAll } from '../util/add-all.ts'
import { guardCallback } from '../util/guard-callback.ts'
import { engineOption } from './options.ts'
import { runnableCall } from './outside-call.ts'
import { decode } from '../wire/source/decode.ts'
import { expectSent, FirstEvents } from '../wire/shared/foreign/given.ts'
import { expectResponse } from '../wire/shared/foreign/refuse.ts'
import { brokenOff } from '../wire/shared/ending/stop.ts'
import { readSource } from '../wire/source/read-source.ts'

/**
 * A turn's options, and who is told of the message while it comes. A function that throws, or whose promise rejects, is
 * a warning in the reply; the message and its calls go on.
 */
export interface AnswerOptions<Context = unknown> extends TurnOptions<Context> {
  /**
   * How long the turn may take once its message is whole, in milliseconds: the model's time does not count. What has
   * finished by then is kept.
   */
  readonly deadlineMs?: number | undefined
  /**
   * How long a stream may be silent, in milliseconds from one chunk to the next; default 300,000. One that is silent for
   * longer is broken. A keep-alive is not silence. Infinity for no limit.
   */
  readonly idleTimeoutMs?: number | undefined
  /** Told the model's words as they come. */
  readonly onText?: ((delta: string) => void) | undefined
  readonly onReasoning?: ((delta: string) => void) | undefined
  /** Told as soon as the message is whole, before its last calls have run. */
  readonly onMessage?: ((message: WholeMessage) => void) | undefined
}

/** The list of the options of `answer`, for providers that have some of their own. */
export const answerOptionList: OptionList<AnswerOptions> = {
  ...turnOptionList,
  idleTimeoutMs: optional(duration),
  onText: optional(callable()),
  onReasoning: optional(callable()),
  onMessage: optional(callable()),
}

const check = optionsCheck(answerOptionList)

/** A message that is whole. */
export interface WholeMessage {
  readonly stop: Stop
  readonly usage: Usage
  readonly text: string
  readonly calls: readonly ToolCall[]
  /** As it is to be sent back, in the provider's own shape. */
  readonly messages: readonly unknown[]
  /** See {@link Reply.carried}. */
  readonly carried?: Fields | undefined
}

/** A model's message, and the answer to it. */
export interface Reply<Message> {
  /**
   * What to append to the conversation: the assistant message as it came, and the results. Empty if the stream
   * broke: then nothing is worth keeping, and the request is to be sent again.
   */
  readonly messages: readonly Message[]
  readonly calls: readonly ToolCall[]
  readonly text: string
  readonly stop: Stop
  readonly usage: Usage
  readonly report: TurnReport
  /**
   * Fields that the next request needs besides the messages, in the provider's words: Anthropic's `container`, while code
   * runs in it. Spread them into the request. Absent if it needs nothing else.
   */
  readonly carried?: Fields | undefined
  /**
   * Where the message contradicts itself, as one that stops to call tools without a call, and the likely cause; and what
   * went wrong in functions that were told of the message. One that is still at work may yet add to it.
   */
  readonly warnings: readonly string[]
  /** The turn itself: pass a discarded one as `adopt` when the request is sent again. */
  readonly turn: Turn
}

/**
 * Reads a model's message, whole or while it streams, runs its calls, and writes the reply.
 *
 * Calls that only read start as soon as they are complete, all others when the message is. The calls of a message
 * that was cut off, refused or broken do not run; each is answered all the same.
 *
 * @param source a response or a stream of this codec's provider, or a promise of one; see `readSource`.
 * @throws what the client rejects with before there is a response, or an error that says the status of one; `unreadable_response`
 *   for what is no message of the provider at all, such as another provider's, a part of a response, or an error's body. A stream
 *   that breaks, at its first event or later, is a reply whose `stop` says so.
 */
export async function answer<Message>(
  codec: Codec<Message>,
  engine: Engine,
  source: unknown,
  options?: AnswerOptions,
): Promise<Reply<Message>> {
  const { deadlineMs, idleTimeoutMs, onText, onReasoning, onMessage, onEvent, ...turnOptions } =
    check(options, 'answer')
  engineOption(engine, 'engine', '')
  const warnings: string[] = []
  const warn = (warning: string): void => void warnings.push(warning)
  const tellMessage = guardCallback('onMessage', onMessage, warn)
  const tellEvent = guardCallback('onEvent', onEvent, warn)
  const turn = engine.turn({ ...turnOptions, ...(tellEvent && { onEvent: tellEvent }) })
  return answerOn(codec, engine, turn, source, {
    strictly: true,
    deadlineMs,
    idleTimeoutMs,
    onText: guardCallback('onText', onText, warn),
    onReasoning: guardCallback('onReasoning', onReasoning, warn),
    onMessage: tellMessage,
    warnings,
  })
}

type Results = TurnReport['results']

/** A message whose calls have their results. */
export type AnsweredMessage = Pick<WholeMessage, 'messages' | 'calls' | 'text'>

/** Who is told of a message, and how long it and its turn may take. None of these functions throws. */
export interface Told {
  /** The source may be a wrong object: one that no server sends as a message is refused, and so is an error's body. */
  readonly strictly?: boolean
  readonly deadlineMs?: number | undefined
  readonly idleTimeoutMs?: number | undefined
  readonly onText?: ((delta: string) => void) | undefined
  readonly onReasoning?: ((delta: string) => void) | undefined
  readonly onMessage?: ((message: WholeMessage) => void) | undefined
  /** The results of a message as they are sent, with what is said to the model beside them. */
  readonly noted?: ((report: TurnReport, message: AnsweredMessage) => Promise<Results>) | undefined
  /** What went wrong where somebody was told. */
  readonly warnings?: string[] | undefined
}

/** As {@link answer}, in a turn that has been made for it. */
export async function answerOn<Message>(
  codec: Codec<Message>,
  engine: Engine,
  turn: Turn,
  source: unknown,
  told: Told,
): Promise<Reply<Message>> {
  const { deadlineMs, onMessage } = told
  let read: { reading: Reading<Message>; rest: readonly ToolCall[] }
  try {
    read = await readInto(turn, codec, source, engine, told)
  } catch (error) {
    turn.discard('The request failed.')
    await turn.report
    throw error
  }
  const { reading, rest } = read
  const { calls, text, stop, usage, carried } = reading
  onMessage?.(reading)
  if (deadlineMs !== undefined) turn.setDeadline(deadlineMs)
  if (stop.kind === 'calls' || calls.length === 0) turn.commit(rest)
  else turn.discard(stop.message, rest)
  const report = await turn.report
  const messages: Message[] = []
  if (reading.messages.length > 0 && stop.kind !== 'broken') {
    addAll(messages, reading.messages)
    const { results } = report
    if (calls.length > 0) {
      const noted = told.noted === undefined ? results : await told.noted(report, reading)
      addAll(messages, codec.results(noted, reading.messages))
    }
  }
  const warnings = told.warnings ?? []
  if (reading.warnings !== undefined) addAll(warnings, reading.warnings)
  const whole = { ...report, warnings: [...report.warnings, ...warnings] }
  const reply: Reply<Message> = {
    messages,
    calls,
    text,
    stop,
    usage,
    report: whole,
    ...(carried !== undefined && { carried }),
    warnings,
    turn,
  }
  return inspectDeeper(reply, 1, () => hasFailures(whole))
}

/** Until a stream is given up that is silent, in milliseconds. */
export const defaultIdleTimeoutMs = 300_000

/** Feeds the turn from the source. What is left are the calls that only the message's end makes certain, or not. */
async function readInto<Message>(
  turn: Turn,
  codec: Codec<Message>,
  source: unknown,
  { tools, clock }: Engine,
  { strictly = false, idleTimeoutMs = defaultIdleTimeoutMs, onText, onReasoning }: Told,
): Promise<{ reading: Reading<Message>; rest: readonly ToolCall[] }> {
  expectResponse(codec.name, source)
  const isTool = (name: string): boolean => tools.get(name) !== undefined
  const told = new Set<string>()
  const decoder = new FirstEvents(
    codec.decoder({
      isTool,
      ...(onText && { text: onText }),
      ...(onReasoning && { reasoning: onReasoning }),
      ...(turn.addPart && { part: turn.addPart }),
      call: (call) => {
        told.add(call.id)
        turn.add(runnableCall(call, tools))
      },
    }),
  )
  const opened = await readSource(source, turn.signal, { clock, idleTimeoutMs })
  const isWhole = opened.kind === 'whole'
  if (isWhole) expectResponse(codec.name, opened.response)
  const reading = isWhole
    ? codec.read(opened.response, isTool)
    : await decode(opened.events, decoder, clock)
  if (!isWhole) decoder.expectSent(codec.name, reading, strictly)
  else if (strictly) expectSent(codec.name, reading, opened.response)
  if (isWhole && reading.text !== '') onText?.(reading.text)
  const rest = reading.calls
    .filter(({ id }) => !told.delete(id))
    .map((call) => runnableCall(call, tools))
  // A result of a call that the message does not have would belong to nothing.
  if (told.size > 0)
    return { reading: { ...reading, stop: brokenOff('a call changed after it had begun') }, rest }
  return { reading, rest }
}
