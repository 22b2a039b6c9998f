/** A span, as it was sent. Times in milliseconds since 1970. */
export interface SentSpan {
  readonly scope: string
  readonly name: string
  readonly kind: number
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId: string
  readonly startMs: number
  readonly endMs: number
  readonly attributes: Attributes
  /** The names of its events. */
  readonly events: readonly string[]
  /** The ids of the spans that it is linked to. */
  readonly links: readonly string[]
  /** 2 is an error. */
  readonly status: number
}

/** A number or a histogram, as it was sent. */
export interface Point {
  readonly name: string
  readonly unit: string
  readonly attributes: Attributes
  /** Of a histogram, how often something was recorded. */
  readonly value: number
  readonly bounds?: readonly number[]
}

type Attributes = Readonly<Record<string, unknown>>

type Resources<Field extends string, Item> = {
  readonly resource: readonly {
    readonly scope: readonly (Readonly<Record<Field, readonly Item[]>> & {
      readonly scope: { readonly name: string; readonly version: string }
    })[]
  }[]
}

interface RawSpan extends Pick<SentSpan, 'name' | 'kind'> {
  readonly traceId: Uint8Array
  readonly spanId: Uint8Array
  readonly parentSpanId: Uint8Array
  readonly startTimeUnixNano: string
  readonly endTimeUnixNano: string
  readonly attributes: readonly RawAttribute[]
  readonly events: readonly { readonly name: string }[]
  readonly links: readonly { readonly spanId: Uint8Array }[]
  readonly status: { readonly code: number } | null
}

interface RawAttribute {
  readonly key: string
  readonly value: RawValue
}

interface RawValue {
  readonly stringValue?: string
  readonly boolValue?: boolean
  readonly intValue?: string
  readonly doubleValue?: number
  readonly arrayValue?: { readonly values: readonly RawValue[] }
}

interface RawNumber {
  readonly asDouble: number
  readonly asInt: string
  readonly attributes: readonly RawAttribute[]
}

interface RawHistogram {
  readonly count: string
  readonly bounds: readonly number[]
  readonly attributes: readonly RawAttribute[]
}

interface RawMetric {
  readonly name: string
  readonly unit: string
  readonly gauge?: { readonly points: readonly RawNumber[] }
  readonly sum?: { readonly points: readonly RawNumber[] }
  readonly histogram?: { readonly points: readonly RawHistogram[] }
}

export function spansOf(traces: Resources<'spans', RawSpan>): SentSpan[] {
  return traces.resource.flatMap(({ scope: scopes }) =>
    scopes.flatMap(({ scope, spans }) => spans.map((span) => spanOf(span, scope.name))),
  )
}

function spanOf(span: RawSpan, scope: string): SentSpan {
  return {
    scope,
    name: span.name,
    kind: span.kind,
    traceId: hex(span.traceId),
    spanId: hex(span.spanId),
    parentSpanId: hex(span.parentSpanId),
    startMs: Number(BigInt(span.startTimeUnixNano) / 1_000n) / 1_000,
    endMs: Number(BigInt(span.endTimeUnixNano) / 1_000n) / 1_000,
    attributes: attributesOf(span.attributes),
    events: span.events.map(({ name }) => name),
    links: span.links.map(({ spanId }) => hex(spanId)),
    status: span.status?.code ?? 0,
  }
}

export function pointsOf(metrics: Resources<'metrics', RawMetric>): Point[] {
  const all = metrics.resource.flatMap(({ scope }) => scope.flatMap((one) => one.metrics))
  return all.flatMap(({ name, unit, gauge, sum, histogram }) => [
    ...(gauge ?? sum ?? { points: [] }).points.map(({ asDouble, asInt, attributes }) => ({
      name,
      unit,
      attributes: attributesOf(attributes),
      value: asDouble + Number(asInt),
    })),
    ...(histogram?.points ?? []).map(({ count, bounds, attributes }) => ({
      name,
      unit,
      attributes: attributesOf(attributes),
      value: Number(count),
      bounds,
    })),
  ])
}

function attributesOf(attributes: readonly RawAttribute[]): Attributes {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, valueOf(value)]))
}

function valueOf({ arrayValue, intValue, ...one }: RawValue): unknown {
  if (arrayValue !== undefined) return arrayValue.values.map(valueOf)
  if (intValue !== undefined) return Number(intValue)
  return Object.values(one)[0]
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}
