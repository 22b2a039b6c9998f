import type { ReadRun } from '../format.ts'
import { RunBuilder } from '../run-builder.ts'
import { contentText } from './content-text.ts'
import type { Exchange } from './exchange.ts'
import { readMessage } from './message.ts'
import { tell } from './tell.ts'

/** A conversation of which each request repeats what came before. */
export class Chain {
  #messages: readonly unknown[]
  #prints: readonly string[]
  #last: Exchange
  /** What is known of the answers, by their place among the messages. */
  readonly #answers = new Map<number, Exchange>()

  constructor(exchange: Exchange) {
    this.#last = exchange
    this.#messages = [...exchange.messages, ...exchange.answer]
    this.#prints = this.#messages.map(printOf)
    if (exchange.answer.length > 0) this.#answers.set(this.#messages.length - 1, exchange)
  }

  /** Takes up what goes on from here; false if the other is a conversation of its own. */
  goOn(next: Chain): boolean {
    const { previous } = next.#last
    if (previous !== undefined && previous === this.#last.id)
      this.#messages = [...this.#messages, ...next.#messages]
    else if (this.#isStartOf(next)) this.#messages = next.#messages
    else return false
    this.#prints = this.#messages.map(printOf)
    if (next.#last.answer.length > 0) this.#answers.set(this.#messages.length - 1, next.#last)
    this.#last = next.#last
    return true
  }

  build(): ReadRun {
    const builder = new RunBuilder()
    builder.instruct(contentText(this.#last.system))
    this.#messages.forEach((value, place) => {
      const message = readMessage(value)
      if (message !== undefined) tell(builder, message)
      const answer = this.#answers.get(place)
      if (answer === undefined) return
      builder.count(answer.usage ?? {})
      builder.sent(answer.sentMs)
      if (answer.endMs !== undefined) builder.speak(undefined, answer.endMs)
    })
    return builder.build()
  }

  #isStartOf(next: Chain): boolean {
    return (
      next.#prints.length > this.#prints.length &&
      this.#prints.every((print, place) => next.#prints[place] === print)
    )
  }
}

/** Enough of a message to know it again in the next request, where its cache marks may stand elsewhere. */
function printOf(value: unknown): string {
  const message = readMessage(value)
  if (message === undefined) return JSON.stringify(value)?.slice(0, 200) ?? ''
  return JSON.stringify([
    message.speaker,
    ...message.steps.map((step) => {
      if (step.kind === 'call') return [step.id, step.name, step.id === '' ? step.input : '']
      if (step.kind === 'result') return [step.id, step.output.slice(0, 200)]
      return step.kind === 'words' ? step.text.trim().slice(0, 500) : ''
    }),
  ])
}
