import { noRuns, type LogFormat, type LogReader, type ReadRun } from '../format.ts'
import { textAt } from '../fields.ts'
import { operationOf, type Operation } from './gen-ai.ts'
import { runOf } from './span-run.ts'
import { spansIn, type Span } from './span.ts'

/**
 * Spans of OpenTelemetry's GenAI conventions: `chat` for each message, `execute_tool` for each call; a run is what lies
 * below one `invoke_agent`, else one conversation, else one trace.
 */
export const openTelemetry: LogFormat = {
  name: 'OpenTelemetry spans',
  detect: (value) => spansIn(value).length > 0,
  reader: () => new SpanReader(),
}

class SpanReader implements LogReader {
  readonly #spans = new Map<string, Span>()

  read(value: unknown): readonly ReadRun[] {
    for (const span of spansIn(value)) this.#spans.set(`${span.traceId}/${span.id}`, span)
    return noRuns
  }

  end(): readonly ReadRun[] {
    const runs = new Map<string, { span: Span; operation: Operation }[]>()
    for (const span of [...this.#spans.values()].toSorted(byStart)) {
      const operation = operationOf(span)
      if (operation === undefined) continue
      const key = this.#runKey(span, operation)
      const own = runs.get(key) ?? []
      runs.set(key, own)
      own.push({ span, operation })
    }
    return [...runs.values()]
      .filter((own) => own.some(({ operation }) => operation !== 'agent'))
      .map(runOf)
  }

  /** An agent below another is a run of its own: it has a conversation of its own. */
  #runKey(span: Span, operation: Operation): string {
    const seen = new Set<Span>()
    for (
      let at: Span | undefined = span;
      at !== undefined && !seen.has(at);
      at = this.#parentOf(at)
    ) {
      seen.add(at)
      const kind = at === span ? operation : operationOf(at)
      if (kind === 'agent') return `agent ${at.traceId}/${at.id}`
    }
    return textAt(span.attributes, 'gen_ai.conversation.id') ?? `trace ${span.traceId}`
  }

  #parentOf({ traceId, parentId }: Span): Span | undefined {
    return parentId === undefined ? undefined : this.#spans.get(`${traceId}/${parentId}`)
  }
}

function byStart(one: Span, other: Span): number {
  return (one.startMs ?? 0) - (other.startMs ?? 0)
}
