import { isRecord } from '../../../util/is-record.ts'
import { listAt, momentOf, recordAt, textAt, type Fields } from '../fields.ts'

/** A span, of whichever exporter. */
export interface Span {
  readonly id: string
  readonly parentId: string | undefined
  readonly traceId: string
  readonly name: string
  readonly startMs: number | undefined
  readonly endMs: number | undefined
  readonly hasFailed: boolean
  readonly attributes: Fields
}

/** The spans in a value: an OTLP export in JSON, with its levels, or one span as exporters print it. */
export function spansIn(value: unknown): readonly Span[] {
  if (Array.isArray(value)) return value.flatMap(spansIn)
  if (!isRecord(value)) return []
  for (const [level, below] of levels)
    if (Array.isArray(value[level]))
      return listAt(value, level).flatMap((each) =>
        below === undefined ? spanOf(each) : spansIn(each),
      )
  return spanOf(value)
}

/** The older OTLP calls a scope an instrumentation library. */
const levels: readonly (readonly [name: string, below?: string])[] = [
  ['resourceSpans', 'scopeSpans'],
  ['resource_spans', 'scope_spans'],
  ['scopeSpans', 'spans'],
  ['scope_spans', 'spans'],
  ['instrumentationLibrarySpans', 'spans'],
  ['spans'],
]

function spanOf(value: unknown): Span[] {
  if (!isRecord(value)) return []
  const context = isRecord(value['context'])
    ? value['context']
    : isRecord(value['spanContext'])
      ? value['spanContext']
      : value
  const attributes = {
    ...attributesOf(value['attributes'] ?? value['tags']),
    ...eventAttributes(listAt(value, 'events')),
  }
  const isGenAi = Object.keys(attributes).some((key) => key.startsWith('gen_ai.'))
  const name =
    textAt(value, 'name', 'operationName', 'span_name') ?? (isGenAi ? '(no name)' : undefined)
  const own = textAt(context, 'spanId', 'span_id', 'spanID') ?? textAt(value, 'id')
  const trace =
    textAt(context, 'traceId', 'trace_id', 'traceID') ?? textAt(value, 'traceId', 'trace_id')
  const startMs = timeOf(value, starts)
  const endMs = timeOf(value, ends)
  // Much has a name and an id; that it is a span is sure only with a trace, or with attributes of the conventions.
  const isSpan = isGenAi || (trace !== undefined && own !== undefined && startMs !== undefined)
  if (name === undefined || !isSpan) return []
  return [
    {
      id: own ?? `${name} ${startMs}`,
      name,
      parentId:
        textAt(value, 'parentSpanId', 'parent_span_id', 'parentId', 'parent_id') ??
        textAt(recordAt(value, 'parentSpanContext'), 'spanId'),
      traceId: trace ?? '',
      startMs,
      endMs: endMs ?? durationEnd(startMs, value['duration']),
      hasFailed: hasFailed(recordAt(value, 'status')) || 'error.type' in attributes,
      attributes,
    },
  ]
}

const starts = [
  'startTimeUnixNano',
  'start_time_unix_nano',
  'startTime',
  'start_time',
  'start',
  'startTimeMs',
  'timestamp',
]
const ends = ['endTimeUnixNano', 'end_time_unix_nano', 'endTime', 'end_time', 'end', 'endTimeMs']

/** Attributes as OTLP has them, a list of keys and typed values, or as an object. */
function attributesOf(attributes: unknown): Fields {
  if (isRecord(attributes)) return attributes
  if (!Array.isArray(attributes)) return {}
  return Object.fromEntries(
    attributes.flatMap((each) => {
      const key = isRecord(each) ? textAt(each, 'key') : undefined
      return key === undefined ? [] : [[key, anyValue((each as Fields)['value'])]]
    }),
  ) as Fields
}

/** A value of OTLP's `AnyValue`, in JSON. */
function anyValue(value: unknown): unknown {
  if (!isRecord(value)) return value
  for (const name of [
    'stringValue',
    'boolValue',
    'doubleValue',
    'string_value',
    'bool_value',
    'double_value',
  ])
    if (name in value) return value[name]
  const count = value['intValue'] ?? value['int_value']
  if (count !== undefined) return Number(count)
  const list = value['arrayValue'] ?? value['array_value']
  if (isRecord(list)) return listAt(list, 'values').map(anyValue)
  const object = value['kvlistValue'] ?? value['kvlist_value']
  return isRecord(object) ? attributesOf(object['values']) : value
}

/** Messages may be attributes of an event of the span instead of its own. */
function eventAttributes(events: readonly unknown[]): Fields {
  const all = events.flatMap((event) =>
    isRecord(event) ? Object.entries(attributesOf(event['attributes'])) : [],
  )
  return Object.fromEntries(all.filter(([name]) => name.startsWith('gen_ai.'))) as Fields
}

function timeOf(value: Fields, names: readonly string[]): number | undefined {
  const time = names.map((name) => value[name]).find((each) => each !== undefined)
  // As the JavaScript SDK has it: seconds and nanoseconds.
  if (Array.isArray(time)) return Number(time[0]) * 1e3 + Number(time[1]) / 1e6
  return momentOf(time)
}

function durationEnd(startMs: number | undefined, duration: unknown): number | undefined {
  if (startMs === undefined) return undefined
  if (Array.isArray(duration))
    return startMs + Number(duration[0]) * 1e3 + Number(duration[1]) / 1e6
  return undefined
}

function hasFailed(status: Fields): boolean {
  const code = status['code'] ?? status['status_code']
  return code === 2 || code === 'STATUS_CODE_ERROR' || code === 'ERROR'
}
