import { isRecord } from '../../util/is-record.ts'
import { numberAt, recordAt, textAt, type Fields } from './fields.ts'
import { noRuns, type LogFormat, type LogReader, type ReadRun } from './format.ts'
import { contentText } from './messages/content-text.ts'
import { RunBuilder } from './run-builder.ts'

/** A trace file of Fanfold, of a run or of an engine's turns: see `observe/trace/line.ts`. */
export const fanfoldTrace: LogFormat = {
  name: 'Fanfold traces',
  detect: (value) =>
    isRecord(value) && value['type'] === 'trace' && 'version' in value && 'startedAtMs' in value,
  reader: () => new TraceReader(),
}

export class TraceReader implements LogReader {
  readonly #builder = new RunBuilder()
  #startedAtMs = 0
  /** How many requests each turn has sent: one whose message breaks off sends another, and only the last message counts. */
  readonly #requests = new Map<string, number>()
  /** Messages that broke off, of which a call may still be told. */
  readonly #broken = new Set<string>()
  /** Calls of which the trace does not hold what they were given. */
  readonly #bare = new Set<string>()
  /** Of the messages with calls, by their keys: the numbers of their turns. */
  readonly #numbers = new Map<string, number>()

  read(line: unknown): readonly ReadRun[] {
    if (!isRecord(line)) return noRuns
    const atMs = this.#startedAtMs + (numberAt(line, 'atMs') ?? 0)
    const text = textAt(line, 'text') ?? ''
    switch (line['type']) {
      case 'trace':
        this.#startedAtMs = numberAt(line, 'startedAtMs') ?? 0
        this.#builder.hear(textAt(line, 'question') ?? '', this.#startedAtMs)
        break
      case 'said':
        this.#builder.hear(text, atMs)
        break
      case 'request':
        this.#request(line)
        this.#builder.sent(atMs)
        break
      case 'text':
        this.#builder.say(text)
        break
      case 'message':
        this.#message(line, atMs)
        break
      case 'turn':
        this.#event(line, recordAt(line, 'event'), atMs)
    }
    return noRuns
  }

  end(): readonly ReadRun[] {
    return [this.#builder.build()]
  }

  /** The numbers of the run's turns with calls, in their order. */
  get turnNumbers(): readonly number[] {
    return [...this.#numbers.values()]
  }

  #request(line: Fields): void {
    this.#drop(this.#keyOf(line))
    const turn = turnOf(line)
    this.#requests.set(turn, (this.#requests.get(turn) ?? 0) + 1)
    this.#builder.speak(this.#keyOf(line))
  }

  #message(line: Fields, atMs: number): void {
    const key = this.#keyOf(line)
    this.#builder.speak(key, atMs)
    this.#builder.count({
      inputTokens: numberAt(recordAt(line, 'usage'), 'inputTokens'),
      outputTokens: numberAt(recordAt(line, 'usage'), 'outputTokens'),
    })
    if (recordAt(line, 'stop')['kind'] === 'broken') this.#drop(key)
  }

  /** Calls are told apart by their place, as two of a turn may have one id. */
  #event(line: Fields, event: Fields, atMs: number): void {
    const key = this.#keyOf(line)
    if (this.#broken.has(key)) return
    const id = `${key}, ${textAt(event, 'turnId')}/${numberAt(event, 'index')}`
    if (event['type'] === 'call.received') {
      this.#builder.speak(key)
      this.#numbers.set(key, numberAt(line, 'turn') ?? 0)
      const name = textAt(event, 'name') ?? '(no name)'
      const { input } = recordAt(event, 'call')
      this.#builder.call({ id, name, input, startMs: atMs })
      if (input === undefined) this.#bare.add(id)
    } else if (event['type'] === 'call.settled') {
      const { status, content } = recordAt(event, 'result')
      const failed = status === 'ok' ? undefined : true
      // Traces of 0.1 have an empty text in place of content that was left out.
      const isLeftOut = content === undefined || (content === '' && this.#bare.has(id))
      const output = isLeftOut ? undefined : contentText(content)
      this.#builder.result({ id, output, failed, endMs: atMs })
    }
  }

  /** The model never sees a message that broke off, nor what came of its calls. */
  #drop(key: string): void {
    this.#broken.add(key)
    this.#numbers.delete(key)
    this.#builder.drop(key)
  }

  #keyOf(line: Fields): string {
    const turn = turnOf(line)
    return `${turn}, request ${this.#requests.get(turn) ?? 0}`
  }
}

function turnOf(line: Fields): string {
  return `turn ${numberAt(line, 'turn')}`
}
