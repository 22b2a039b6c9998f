import type { RecordedCall, RecordedTurn } from '../../ledger/recorded.ts'
import { sameJson } from '../../util/same-json.ts'
import type { ReadRun } from './format.ts'

type Draft<T> = { -readonly [Key in keyof T]: T[Key] }

/** A message of the model's under construction; a turn once it has a call. */
interface DraftTurn extends Omit<Draft<RecordedTurn>, 'calls' | 'said' | 'heard'> {
  readonly calls: Draft<RecordedCall>[]
  heard: readonly string[]
  said: string[]
}

/** A result, as it is told apart from its call. */
export interface ToldResult {
  /** Undefined where the format has no ids, or the record lacks it: the earliest open call of the last turn is meant. */
  readonly id?: string | undefined
  readonly name?: string | undefined
  readonly output?: string | undefined
  readonly failed?: boolean | undefined
  readonly endMs?: number | undefined
}

/** What a provider counted for one message. */
export interface Usage {
  readonly inputTokens?: number | undefined
  readonly outputTokens?: number | undefined
}

/** Makes a run of what was said, called and answered, told in the order of the log. */
export class RunBuilder {
  readonly #turns: DraftTurn[] = []
  readonly #messages = new Map<string, DraftTurn>()
  readonly #open = new Map<string, Draft<RecordedCall>[]>()
  readonly #calls = new Map<string, Draft<RecordedCall>>()
  readonly #early = new Map<string, ToldResult>()
  #instructions: string[] = []
  #heard: string[] = []
  #said: string[] = []
  #message: DraftTurn | undefined
  #inputMs: number | undefined
  /** Whether the model heard anything since its last words: what follows is another message. */
  #hasHeard = true

  /** What the model is told beside what people say; of later turns it is not kept. */
  instruct(text: string): void {
    if (this.#turns.length === 0 && text !== '') this.#instructions.push(text)
  }

  /** What a person says. */
  hear(text: string, atMs?: number): void {
    if (text.trim() !== '') this.#heard.push(text)
    this.#turnTo(atMs)
  }

  /** What others than people add to the results that the model sees, such as a skill's text. */
  addToResults(text: string): void {
    const call = this.#turns.at(-1)?.calls.findLast(({ output }) => output !== undefined)
    if (call === undefined || !this.#hasHeard) this.instruct(text)
    else call.output = `${call.output}\n${text}`
  }

  /** A message of the model's begins, or goes on: that of this key, else the one since which nothing was heard. */
  speak(key?: string, atMs?: number): void {
    const known =
      key === undefined ? (this.#hasHeard ? undefined : this.#message) : this.#messages.get(key)
    const message = known ?? { calls: [], heard: [], said: [], sentMs: this.#inputMs }
    if (key !== undefined && known === undefined) this.#messages.set(key, message)
    if (atMs !== undefined) message.messageMs = Math.max(atMs, message.messageMs ?? atMs)
    this.#message = message
    this.#hasHeard = false
  }

  /** The message that is under way goes on, although something was heard. */
  goOn(atMs?: number): void {
    if (this.#message !== undefined && atMs !== undefined) this.#message.messageMs = atMs
    this.#hasHeard = false
  }

  /** What follows is another message, even if nothing was heard. */
  pause(): void {
    this.#hasHeard = true
  }

  /** The message of this key is no part of the run: what was said and heard before it stands before the next. */
  drop(key: string): void {
    const message = this.#messages.get(key)
    if (message === undefined) return
    this.#messages.delete(key)
    if (this.#message === message) this.#message = undefined
    if (!this.#turns.includes(message)) return
    this.#turns.splice(this.#turns.indexOf(message), 1)
    this.#heard = [...message.heard, ...this.#heard]
    this.#said = [...message.said, ...this.#said]
    for (const { id } of message.calls) {
      this.#calls.delete(id)
      this.#open.delete(id)
    }
  }

  say(text: string): void {
    const turn = this.#message
    if (text.trim() === '') return
    if (turn === undefined || turn.calls.length === 0) this.#said.push(text)
    else turn.said.push(text)
  }

  /** What is told twice is one call. */
  call(call: RecordedCall): void {
    if (this.#message === undefined) this.speak()
    const turn = this.#message as DraftTurn
    const isKnown = (known: RecordedCall): boolean =>
      call.id !== '' &&
      known.id === call.id &&
      known.name === call.name &&
      sameJson(known.input, call.input)
    if (turn.calls.some(isKnown)) return
    if (turn.calls.length === 0) this.#begin(turn)
    const draft = { ...call }
    turn.calls.push(draft)
    if (call.id !== '') this.#calls.set(call.id, draft)
    const told = this.#early.get(call.id)
    this.#early.delete(call.id)
    if (told !== undefined && call.id !== '') answer(draft, told)
    else this.#open.set(call.id, [...(this.#open.get(call.id) ?? []), draft])
  }

  result(told: ToldResult): void {
    const call = this.#callOf(told)
    if (call !== undefined) {
      answer(call, told)
      const left = this.#open.get(call.id)?.filter((other) => other !== call) ?? []
      if (left.length === 0) this.#open.delete(call.id)
      else this.#open.set(call.id, left)
    } else if (told.id !== undefined) this.#tellMore(told.id, told)
    this.#turnTo(told.endMs)
  }

  has(id: string): boolean {
    return this.#calls.has(id)
  }

  /** Of the message that is under way; a later count of the same message replaces an earlier one. */
  count({ inputTokens, outputTokens }: Usage): void {
    if (this.#message === undefined) return
    if (inputTokens !== undefined) this.#message.inputTokens = inputTokens
    if (outputTokens !== undefined) this.#message.outputTokens = outputTokens
  }

  /** When the request of the message that is under way was sent, where the log knows it. */
  sent(atMs: number | undefined): void {
    if (this.#message !== undefined && atMs !== undefined) this.#message.sentMs = atMs
  }

  /** Whether the message that is under way has been counted. */
  get isCounted(): boolean {
    return this.#message?.inputTokens !== undefined
  }

  build(): ReadRun {
    return {
      instructions: joined(this.#instructions),
      turns: this.#turns.map(({ heard, said, ...turn }) => ({
        ...turn,
        heard: joined(heard),
        said: joined(said),
      })),
    }
  }

  #begin(turn: DraftTurn): void {
    turn.heard = this.#heard
    turn.said = this.#said
    this.#heard = []
    this.#said = []
    this.#turns.push(turn)
  }

  #turnTo(atMs: number | undefined): void {
    this.#hasHeard = true
    if (atMs !== undefined) this.#inputMs = Math.max(atMs, this.#inputMs ?? atMs)
  }

  /** A result may be told in parts; one that comes before its call waits for it. */
  #tellMore(id: string, told: ToldResult): void {
    const call = this.#calls.get(id)
    if (call === undefined) this.#early.set(id, told)
    else
      answer(call, {
        output: call.output ?? told.output,
        failed: call.failed ?? told.failed,
        endMs: call.endMs ?? told.endMs,
      })
  }

  #callOf({ id, name }: ToldResult): Draft<RecordedCall> | undefined {
    const last = this.#turns.at(-1)?.calls ?? []
    const isOpen = (call: RecordedCall): boolean => this.#open.get(call.id)?.includes(call) === true
    if (id === undefined || id === '')
      return last.find((call) => isOpen(call) && (name === undefined || call.name === name))
    const open = this.#open.get(id)
    // An id that is used again means the newest of its calls.
    return last.find((call) => call.id === id && isOpen(call)) ?? open?.at(-1)
  }
}

function answer(call: Draft<RecordedCall>, { output, failed, endMs }: ToldResult): void {
  call.output = output
  call.failed = failed
  call.endMs = endMs
}

function joined(texts: readonly string[]): string | undefined {
  return texts.length === 0 ? undefined : texts.join('\n')
}
