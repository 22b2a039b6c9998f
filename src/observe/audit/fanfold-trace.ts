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

class TraceReader implements LogReader {
  readonly #builder = new RunBuilder()
  #startedAtMs = 0

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
        this.#builder.speak(keyOf(line))
        this.#builder.sent(atMs)
        break
      case 'text':
        this.#builder.say(text)
        break
      case 'message':
        this.#builder.speak(keyOf(line), atMs)
        this.#builder.count({
          inputTokens: numberAt(recordAt(line, 'usage'), 'inputTokens'),
          outputTokens: numberAt(recordAt(line, 'usage'), 'outputTokens'),
        })
        break
      case 'turn':
        this.#event(keyOf(line), recordAt(line, 'event'), atMs)
    }
    return noRuns
  }

  end(): readonly ReadRun[] {
    return [this.#builder.build()]
  }

  /** Calls are told apart by their place, as two of a turn may have one id. */
  #event(key: string, event: Fields, atMs: number): void {
    const id = `${textAt(event, 'turnId')}/${numberAt(event, 'index')}`
    if (event['type'] === 'call.received') {
      this.#builder.speak(key)
      const name = textAt(event, 'name') ?? '(no name)'
      this.#builder.call({ id, name, input: recordAt(event, 'call')['input'], startMs: atMs })
    } else if (event['type'] === 'call.settled') {
      const { status, content } = recordAt(event, 'result')
      const failed = status === 'ok' ? undefined : true
      this.#builder.result({ id, output: contentText(content), failed, endMs: atMs })
    }
  }
}

function keyOf(line: Fields): string {
  return `turn ${numberAt(line, 'turn')}`
}
