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

/** Each header begins another run, for files are put one behind the other; of an engine each turn is one. */
export class TraceReader implements LogReader {
  #run = new RunReader(0)
  /** Of an engine the turns under way. It does not say whose they are: of one model's run, or of many people's requests. */
  #turns: Map<string, RunReader> | undefined
  #startedAtMs = 0
  #hasBegun = false

  read(line: unknown): readonly ReadRun[] {
    if (!isRecord(line)) return noRuns
    if (line['type'] === 'trace') return this.#begin(line)
    this.#hasBegun = true
    if (this.#turns === undefined) this.#run.read(line)
    else if (line['type'] === 'turn') return this.#ofEngine(line, this.#turns)
    return noRuns
  }

  end(): readonly ReadRun[] {
    if (this.#turns === undefined) return [this.#run.build()]
    return [...this.#turns.values()].flatMap((turn) => withCalls(turn.build()))
  }

  /** The numbers of the last run's turns with calls, in their order. */
  get turnNumbers(): readonly number[] {
    return this.#run.turnNumbers
  }

  #begin(header: Fields): readonly ReadRun[] {
    const ended = this.#hasBegun ? this.end() : noRuns
    this.#hasBegun = true
    this.#startedAtMs = numberAt(header, 'startedAtMs') ?? 0
    this.#turns = header['of'] === 'engine' ? new Map() : undefined
    this.#run = new RunReader(this.#startedAtMs)
    this.#run.hear(textAt(header, 'question') ?? '')
    return ended
  }

  #ofEngine(line: Fields, turns: Map<string, RunReader>): readonly ReadRun[] {
    const number = turnOf(line)
    const turn = turns.get(number) ?? new RunReader(this.#startedAtMs)
    turns.set(number, turn)
    turn.read(line)
    if (recordAt(line, 'event')['type'] !== 'turn.settled') return noRuns
    turns.delete(number)
    return withCalls(turn.build())
  }
}

function withCalls(run: ReadRun): readonly ReadRun[] {
  return run.turns.length === 0 ? noRuns : [run]
}

class RunReader {
  readonly #builder = new RunBuilder()
  readonly #startedAtMs: number
  /** How many requests each turn has sent: one whose message breaks off sends another, and only the last message counts. */
  readonly #requests = new Map<string, number>()
  /** Messages that broke off, of which a call may still be told. */
  readonly #broken = new Set<string>()
  /** Calls of which the trace does not hold what they were given. */
  readonly #bare = new Set<string>()
  /** Of the messages with calls, by their keys: the numbers of their turns. */
  readonly #numbers = new Map<string, number>()

  constructor(startedAtMs: number) {
    this.#startedAtMs = startedAtMs
  }

  hear(question: string): void {
    this.#builder.hear(question, this.#startedAtMs)
  }

  read(line: Fields): void {
    const atMs = this.#startedAtMs + (numberAt(line, 'atMs') ?? 0)
    const text = textAt(line, 'text') ?? ''
    switch (line['type']) {
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
  }

  build(): ReadRun {
    return this.#builder.build()
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
