import { isRecord } from '../../../util/is-record.ts'
import { noRuns, type LogFormat, type LogReader, type ReadRun } from '../format.ts'
import { textAt } from '../fields.ts'
import { RunBuilder } from '../run-builder.ts'
import { Chain } from './chain.ts'
import { exchangeOf, type Exchange } from './exchange.ts'
import { readMessage } from './message.ts'
import { tell } from './tell.ts'

/** How many conversations a log of requests is expected to have under way at once. */
const mostOpen = 64

/**
 * Conversations as messages: one of them as the values of the file, or one a value, or logs of requests and responses, in
 * which each request repeats the conversation before it.
 */
export const conversations: LogFormat = {
  name: 'messages of a model API',
  detect: (value) =>
    readMessage(value) !== undefined || exchangeOf(value) !== undefined || isList(value),
  reader: () => new ConversationReader(),
}

class ConversationReader implements LogReader {
  readonly #open: Chain[] = []
  /** Of messages that are values of the file themselves, by the conversation that they name. */
  readonly #builders = new Map<string, RunBuilder>()

  read(value: unknown): readonly ReadRun[] {
    const message = readMessage(value)
    if (message !== undefined) {
      const key = isRecord(value)
        ? (textAt(
            value,
            'conversation_id',
            'conversationId',
            'session_id',
            'sessionId',
            'thread_id',
            'threadId',
          ) ?? '')
        : ''
      const builder = this.#builders.get(key) ?? new RunBuilder()
      this.#builders.set(key, builder)
      tell(builder, message)
      return noRuns
    }
    const exchange = exchangeOf(value)
    if (exchange !== undefined) return this.#take(exchange)
    return isList(value) ? value.flatMap((each) => this.read(each)) : noRuns
  }

  end(): readonly ReadRun[] {
    return [
      ...[...this.#builders.values()].map((builder) => builder.build()),
      ...this.#open.map((chain) => chain.build()),
    ]
  }

  #take(exchange: Exchange): readonly ReadRun[] {
    const next = new Chain(exchange)
    if (this.#open.findLast((chain) => chain.goOn(next)) === undefined) this.#open.push(next)
    const oldest = this.#open.length > mostOpen ? this.#open.shift() : undefined
    return oldest === undefined ? noRuns : [oldest.build()]
  }
}

/** A list of conversations. */
function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && value.slice(0, 8).some((each) => exchangeOf(each) !== undefined)
}
