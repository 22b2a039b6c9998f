import { isRecord } from '../../util/is-record.ts'
import { momentOf, numberAt, recordAt, textAt, type Fields } from './fields.ts'
import { noRuns, type LogFormat, type LogReader, type ReadRun } from './format.ts'
import { contentText } from './messages/content-text.ts'
import { readMessage } from './messages/message.ts'
import { RunBuilder, type Usage } from './run-builder.ts'
import { peoplesWords } from './text/people.ts'

const types =
  /^(session_meta|turn_context|response_item|event_msg|compacted|world_state|inter_agent_communication(_metadata)?)$/

/**
 * A rollout of Codex, below `~/.codex/sessions`: lines `{ timestamp, type, payload }`; before September 2025 the payloads
 * themselves, after a first line `{ id, timestamp, instructions }`; before July 2025 one object `{ session, items }`.
 */
export const codex: LogFormat = {
  name: 'Codex rollouts',
  detect: (value) =>
    isRecord(value) &&
    (types.test(textAt(value, 'type') ?? '') ||
      value['record_type'] === 'state' ||
      isOldHeader(value) ||
      (isRecord(value['session']) && Array.isArray(value['items']))),
  reader: () => new CodexReader(),
}

function isOldHeader(value: Fields): boolean {
  return 'instructions' in value && 'timestamp' in value && 'id' in value && !('type' in value)
}

/** Lines that are written in one go lie closer together than a model can answer, in milliseconds. */
const atOnceMs = 20

class CodexReader implements LogReader {
  readonly #builder = new RunBuilder()
  #ownId: string | undefined
  /** A rollout that was forked off repeats that of its parent first. */
  #isRepeating = false
  #lastHeard = ''
  #lastTotal: string | undefined
  #pending: Usage | undefined
  #heardMs: number | undefined
  /** Since the last count of tokens: whether the model spoke, and whether a result came. */
  #hasSpoken = false
  #hasResult = false

  read(line: unknown): readonly ReadRun[] {
    if (!isRecord(line)) return noRuns
    if (Array.isArray(line['items'])) for (const item of line['items']) this.#item(item, undefined)
    else this.#line(line)
    return noRuns
  }

  end(): readonly ReadRun[] {
    return [this.#builder.build()]
  }

  #line(line: Fields): void {
    const atMs = momentOf(line['timestamp'])
    const payload = isRecord(line['payload']) ? line['payload'] : line
    const type = textAt(line, 'type')
    if (type === 'session_meta') this.#begin(payload)
    else if (type === undefined) this.#builder.instruct(textAt(line, 'instructions') ?? '')
    else if (type === 'turn_context') this.#endRepeating(payload)
    else if (type === 'event_msg') this.#event(payload, atMs)
    else if (type === 'response_item') this.#item(payload, atMs)
    else if (!types.test(type)) this.#item(line, atMs)
  }

  #begin(meta: Fields): void {
    const id = textAt(meta, 'id') ?? ''
    this.#isRepeating = this.#ownId !== undefined && id !== this.#ownId && id !== ''
    if (this.#ownId !== undefined) return
    this.#ownId = id
    const instructions = meta['base_instructions'] ?? meta['instructions']
    this.#builder.instruct(
      isRecord(instructions) ? (textAt(instructions, 'text') ?? '') : contentText(instructions),
    )
  }

  /** Ids of turns and sessions begin with their time. */
  #endRepeating(context: Fields): void {
    if ((textAt(context, 'turn_id') ?? '~') >= (this.#ownId ?? '')) this.#isRepeating = false
  }

  #event(event: Fields, atMs: number | undefined): void {
    const type = textAt(event, 'type')
    if (type === 'task_started' || type === 'turn_started') this.#endRepeating(event)
    if (this.#isRepeating) return
    if (type === 'user_message') this.#hear(textAt(event, 'message') ?? '', atMs)
    else if (type === 'token_count') this.#count(recordAt(event, 'info'))
  }

  #item(item: unknown, atMs: number | undefined): void {
    const message = this.#isRepeating ? undefined : readMessage(item)
    if (message === undefined) return
    if (message.speaker === 'model') this.#speak(atMs)
    for (const step of message.steps)
      if (step.kind === 'call')
        this.#builder.call({ id: step.id, name: step.name, input: step.input, startMs: atMs })
      else if (step.kind === 'result') this.#answer({ ...step, endMs: atMs })
      else if (step.kind === 'message') continue
      else if (message.speaker === 'system') this.#builder.instruct(step.text)
      else if (message.speaker === 'model') this.#builder.say(step.text)
      else this.#hear(step.text, atMs)
  }

  /**
   * Codex before 0.40 or so wrote a message after its token count, each call with its result behind it, all in one go;
   * later ones write the results after the count.
   */
  #speak(atMs: number | undefined): void {
    const isSameWrite =
      atMs !== undefined && this.#heardMs !== undefined && atMs - this.#heardMs <= atOnceMs
    if (this.#hasSpoken && this.#hasResult && isSameWrite && this.#builder.isCounted)
      this.#builder.goOn(atMs)
    else this.#builder.speak(undefined, atMs)
    this.#hasSpoken = true
    this.#lastHeard = ''
    if (this.#pending === undefined) return
    this.#builder.count(this.#pending)
    this.#pending = undefined
  }

  #answer(result: Parameters<RunBuilder['result']>[0]): void {
    this.#builder.result(result)
    this.#heardMs = result.endMs
    this.#hasResult = true
  }

  /** What is typed stands in the file twice, as an event and as a message. */
  #hear(text: string, atMs: number | undefined): void {
    const words = peoplesWords(text)
    if (words === '' || words === this.#lastHeard) return
    this.#lastHeard = words
    this.#builder.hear(words, atMs)
    this.#hasResult = false
  }

  /** A count is of the message before it, or, in older files, of the one after it; one that is repeated tells of limits. */
  #count(info: Fields): void {
    const total = JSON.stringify(info['total_token_usage'])
    const last = recordAt(info, 'last_token_usage')
    if (total === undefined || total === this.#lastTotal) return
    this.#lastTotal = total
    const usage = {
      inputTokens: numberAt(last, 'input_tokens'),
      outputTokens: numberAt(last, 'output_tokens'),
    }
    if (this.#hasSpoken && !this.#builder.isCounted) this.#builder.count(usage)
    else this.#pending = usage
    if (this.#hasSpoken) this.#builder.pause()
    this.#hasSpoken = false
    this.#hasResult = false
  }
}
