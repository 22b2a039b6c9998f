import { isRecord } from '../../util/is-record.ts'
import { listAt, momentOf, numberAt, textAt, type Fields } from './fields.ts'
import { noRuns, type LogFormat, type LogReader, type ReadRun } from './format.ts'
import { RunBuilder } from './run-builder.ts'

/**
 * Rounds of TraceLab, one a value: which tools a message called, when, and how many characters went in and came out, but
 * none of the texts. Sessions may be mixed. See github.com/uw-syfi/TraceLab, artifacts/utils/DB_SCHEMA.md.
 */
export const traceLab: LogFormat = {
  name: 'rounds of TraceLab',
  detect: (value) =>
    isRecord(value) &&
    'round_index' in value &&
    'session_id' in value &&
    Array.isArray(value['tools']),
  reader: () => new RoundReader(),
}

class RoundReader implements LogReader {
  readonly #sessions = new Map<string, RunBuilder>()

  read(round: unknown): readonly ReadRun[] {
    if (!isRecord(round)) return noRuns
    const key = ['project', 'session_id', 'session_file']
      .map((name) => textAt(round, name) ?? '')
      .join('\n')
    const builder = this.#sessions.get(key) ?? new RunBuilder()
    this.#sessions.set(key, builder)
    const events = listAt(round, 'timing_events').filter(isRecord)
    for (const event of events) hear(builder, event)
    builder.speak(undefined, lastMoment(events))
    builder.sent(
      events
        .filter(isInput)
        .map(momentIn)
        .findLast((atMs) => atMs !== undefined),
    )
    const tools = listAt(round, 'tools').filter(isRecord)
    tools.forEach((tool, place) => {
      const [id, name] = [idOf(tool, place), textAt(tool, 'tool_name') ?? '(no name)']
      builder.call({ id, name, input: undefined, startMs: momentOf(tool['emitted_at']) })
    })
    builder.count({
      inputTokens: numberAt(round, 'input_tokens_total'),
      outputTokens: numberAt(round, 'output_tokens'),
    })
    tools.forEach((tool, place) => {
      if (tool['result_at'] === null || tool['result_at'] === undefined) return
      const failed = tool['is_error'] === true ? true : undefined
      builder.result({ id: idOf(tool, place), failed, endMs: momentOf(tool['result_at']) })
    })
    builder.pause()
    return noRuns
  }

  end(): readonly ReadRun[] {
    return [...this.#sessions.values()].map((builder) => builder.build())
  }
}

/** That somebody spoke is known, and how much, but not what. */
function hear(builder: RunBuilder, event: Fields): void {
  if (event['event_type'] !== 'user_message') return
  const chars = numberAt(event, 'content_chars') ?? 0
  builder.hear(`[a message of ${chars} characters, which the log does not hold]`, momentIn(event))
}

function isInput(event: Fields): boolean {
  return event['event_type'] === 'user_message' || event['event_type'] === 'tool_result'
}

function lastMoment(events: readonly Fields[]): number | undefined {
  return events
    .filter((event) => !isInput(event))
    .map(momentIn)
    .findLast((atMs) => atMs !== undefined)
}

function momentIn(event: Fields): number | undefined {
  return momentOf(event['timestamp'])
}

function idOf(tool: Fields, place: number): string {
  return textAt(tool, 'tool_call_id') ?? `#${place}`
}
