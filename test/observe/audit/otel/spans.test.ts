import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { outlineOf, readLog, type Log } from '../outline.ts'

interface Told {
  readonly id: string
  readonly parent?: string
  readonly name: string
  /** Seconds. */
  readonly from: number
  readonly to: number
  readonly attributes: Readonly<Record<string, unknown>>
  readonly failed?: boolean
}

const asked = { role: 'user', parts: [{ type: 'text', content: 'Both?' }] }
const toolCall = (id: string) => ({ type: 'tool_call', id, name: 'get', arguments: { id } })
const said = (...parts: readonly object[]) => ({
  role: 'assistant',
  parts,
  finish_reason: 'tool_call',
})
const responded = (id: string) => ({
  role: 'tool',
  parts: [{ type: 'tool_call_response', id, response: id.toUpperCase() }],
})
const chat = (
  id: string,
  from: number,
  input: readonly object[],
  output: object,
  tokens = 10,
): Told => ({
  id,
  parent: 'agent',
  name: 'chat gpt-5',
  from,
  to: from + 1,
  attributes: {
    'gen_ai.operation.name': 'chat',
    'gen_ai.usage.input_tokens': tokens,
    'gen_ai.usage.output_tokens': 3,
    'gen_ai.input.messages': JSON.stringify(input),
    'gen_ai.output.messages': JSON.stringify([output]),
  },
})
const tool = (id: string, from: number, more: object = {}, failed = false): Told => ({
  id: `tool-${id}`,
  parent: 'agent',
  name: 'execute_tool get',
  from,
  to: from + 2,
  failed,
  attributes: {
    'gen_ai.operation.name': 'execute_tool',
    'gen_ai.tool.name': 'get',
    'gen_ai.tool.call.id': id,
    ...more,
  },
})
const agent: Told = {
  id: 'agent',
  name: 'invoke_agent helper',
  from: 0,
  to: 99,
  attributes: { 'gen_ai.operation.name': 'invoke_agent' },
}
const first = [said(toolCall('a'), toolCall('b')), responded('a'), responded('b')]
const told: readonly Told[] = [
  tool('a', 2),
  tool('b', 2),
  chat('1', 1, [asked], said(toolCall('a'), toolCall('b'))),
  chat('2', 5, [asked, ...first], said({ type: 'text', content: 'One more.' }, toolCall('c')), 20),
  tool('c', 6, { 'gen_ai.tool.call.result': 'C' }),
  agent,
]
const turns = ['<Both?> get {"id":"a"}=A get {"id":"b"}=B', '(One more.) get {"id":"c"}=C']

const nanos = (second: number) => `${1_780_000_000 + second}000000000`
const iso = (second: number) => new Date((1_780_000_000 + second) * 1e3).toISOString()
const otlp = ({ id, parent, name, from, to, attributes, failed }: Told) => ({
  traceId: 't',
  spanId: id,
  parentSpanId: parent ?? '',
  name,
  startTimeUnixNano: nanos(from),
  endTimeUnixNano: nanos(to),
  attributes: Object.entries(attributes).map(([key, value]) => ({
    key,
    value: typeof value === 'number' ? { intValue: String(value) } : { stringValue: value },
  })),
  status: failed === true ? { code: 2 } : {},
})
const exported = (spans: readonly Told[]) => ({
  resourceSpans: [{ resource: {}, scopeSpans: [{ scope: {}, spans: spans.map(otlp) }] }],
})
/** As the SDK of Python prints spans, and that of JavaScript. */
const printed = ({ id, parent, name, from, to, attributes }: Told) => ({
  name,
  context: { trace_id: '0xt', span_id: `0x${id}` },
  parent_id: parent === undefined ? null : `0x${parent}`,
  start_time: iso(from),
  end_time: iso(to),
  status: { status_code: 'UNSET' },
  attributes,
})
const inJs = ({ id, parent, name, from, to, attributes }: Told) => ({
  traceId: 't',
  id,
  parentSpanContext: { spanId: parent },
  name,
  startTime: [1_780_000_000 + from, 0],
  endTime: [1_780_000_000 + to, 0],
  attributes,
})

const logs: Readonly<Record<string, Log>> = {
  'an export': JSON.stringify(exported(told), undefined, 2),
  'exports, one a line': [exported(told.slice(0, 3)), exported(told.slice(3))],
  'spans, one a line': told.map(otlp),
  'spans as Python prints them, one after the other': told
    .map((span) => JSON.stringify(printed(span), undefined, 4))
    .join('\n'),
  'spans without ids, told by their attributes': told
    .filter((span) => span !== agent)
    .map(({ name, from, to, attributes }) => ({
      name,
      start_time: iso(from),
      end_time: iso(to),
      attributes,
    })),
  'spans as JavaScript has them, in one list': JSON.stringify(told.map(inJs)),
}

suite('OpenTelemetry spans', () => {
  for (const [what, log] of Object.entries(logs))
    test(`${what}: messages are turns, whatever the order of the spans`, () => {
      assert.deepEqual(outlineOf(log), { format: 'OpenTelemetry spans', runs: [turns] })
    })

  test('times and tokens are those of the spans', () => {
    const [one, two] = readLog([exported(told)]).runs[0]?.turns ?? []
    const ms = (second: number) => (1_780_000_000 + second) * 1e3
    assert.deepEqual(
      [one?.sentMs, one?.messageMs, one?.inputTokens, one?.calls[0]?.startMs, one?.calls[0]?.endMs],
      [ms(1), ms(2), 10, ms(2), ms(4)],
    )
    assert.deepEqual([two?.sentMs, two?.inputTokens, two?.calls[0]?.endMs], [ms(5), 20, ms(8)])
  })

  test('without messages the spans of tools are the calls, of the message before them', () => {
    const bare = (span: Told): Told => ({
      ...span,
      attributes: { 'gen_ai.operation.name': 'chat' },
    })
    const input = (id: string) => ({ 'gen_ai.tool.call.arguments': JSON.stringify({ id }) })
    const spans = [
      bare(chat('1', 1, [], {})),
      tool('a', 2, { ...input('a'), 'gen_ai.tool.call.result': 'A' }),
      tool('b', 2.1, input('b'), true),
      bare(chat('2', 5, [], {})),
      tool('c', 6),
    ]
    assert.deepEqual(outlineOf([exported([agent, ...spans])]).runs, [
      ['get {"id":"a"}=A get {"id":"b"}=failed!', 'get ?'],
    ])
  })

  test('an agent that a tool runs is a run of its own, and without agents a trace is one', () => {
    const inner = { ...agent, id: 'inner', parent: 'tool-c', from: 6.5 }
    const below = { ...chat('3', 7, [asked], said(toolCall('d'))), parent: 'inner' }
    assert.deepEqual(outlineOf([exported([...told, inner, below])]).runs, [
      turns,
      ['<Both?> get {"id":"d"}'],
    ])
    assert.deepEqual(outlineOf([exported(told.filter((span) => span !== agent))]).runs, [turns])
  })

  test("the AI SDK's own spans, by its names", () => {
    const spans: readonly Told[] = [
      {
        id: '1',
        name: 'ai.streamText.doStream',
        from: 1,
        to: 2,
        attributes: {
          'ai.prompt.messages': JSON.stringify([{ role: 'user', content: 'Both?' }]),
          'ai.response.toolCalls': JSON.stringify([
            { toolCallId: 'a', toolName: 'get', input: '{"id":"a"}' },
          ]),
        },
      },
      {
        id: '2',
        name: 'ai.toolCall',
        from: 2,
        to: 3,
        attributes: {
          'ai.toolCall.id': 'a',
          'ai.toolCall.name': 'get',
          'ai.toolCall.result': '"A"',
        },
      },
    ]
    assert.deepEqual(outlineOf([exported(spans)]).runs, [['<Both?> get {"id":"a"}="A"']])
  })
})
