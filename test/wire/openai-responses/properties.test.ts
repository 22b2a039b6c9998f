import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { responsesCodec } from '../../../src/wire/openai-responses/codec.ts'
import {
  assertSame,
  choices,
  disturbed,
  type Disturbances,
  type Event,
  hear,
  runs,
  withEmpty,
} from '../support/disturbed.ts'
import { checkItem } from '../../../src/testing/model-server/openai-responses/check-item.ts'
import { added, callEvents, created, done, functionCall } from '../support/responses-events.ts'
import { responsesStreams } from '../support/responses-samples.ts'

const empty = {
  error: { message: '', code: null, type: '' },
  incomplete_details: { reason: '' },
  caller: { type: '' },
  namespace: '',
  status: null,
  refusal: null,
  function_call: { name: '', arguments: '' },
}

const kinds: Disturbances = {
  strange: [
    null,
    'keep-alive',
    [],
    {},
    { type: 'keepalive' },
    { type: 'ping', error: null },
    { type: 'response.event_of_tomorrow', delta: 'x' },
    { type: 'response.output_text.annotation.added', output_index: 0 },
    { type: 'response.output_item.added', output_index: 900, item: {} },
    { type: 'response.output_item.done', output_index: 901, item: { id: '', type: '', name: '' } },
    {
      type: 'response.function_call_arguments.delta',
      output_index: 902,
      item_id: 'x',
      delta: null,
    },
  ],
  strangers(n) {
    const item = { id: `x_${n}`, type: 'item_of_tomorrow', call_id: `a_${n}` }
    return [
      added(1_000 + n, item) as Event,
      // The ids of what is not ours may be others each time.
      done(1_000 + n, { ...item, call_id: `b_${n}` }) as Event,
    ]
  },
  emptied: (event) => ({
    ...withEmpty(event, { function_call: empty.function_call, refusal: '' }),
    ...('item' in event && { item: withEmpty(event['item'], empty) }),
    ...('response' in event && { response: withEmpty(event['response'], empty) }),
  }),
  mayRepeat: ({ type }) => !String(type).endsWith('.delta'),
  after: [created as Event, ...(callEvents(0, functionCall('late', 'f', '{}'), '{}') as Event[])],
}

test('a stream that is disturbed says what the undisturbed one says', () => {
  fc.assert(
    fc.property(responsesStreams, choices, ({ events }, chosen) => {
      const plain = hear(responsesCodec, events)
      assertSame(hear(responsesCodec, disturbed(events as Event[], chosen, kinds)), plain)
    }),
    { numRuns: runs },
  )
})

test('where events are numbered, any of them may come again, pieces too', () => {
  const all = { ...kinds, mayRepeat: () => true }
  fc.assert(
    fc.property(responsesStreams, choices, ({ events }, chosen) => {
      const numbered = events.map((event, at) => ({ ...(event as Event), sequence_number: at }))
      assertSame(
        hear(responsesCodec, disturbed(numbered, chosen, all)),
        hear(responsesCodec, events),
      )
    }),
    { numRuns: runs },
  )
})

test('numbers that do not count tell nothing: what is said twice was said twice', () => {
  fc.assert(
    fc.property(responsesStreams, fc.constantFrom(0, 7), ({ events }, sequence_number) => {
      const numbered = events.map((event) => ({ ...(event as Event), sequence_number }))
      assertSame(hear(responsesCodec, numbered), hear(responsesCodec, events))
    }),
    { numRuns: runs },
  )
})

test('calls told again whole, behind all items or in the list at the end, run once', () => {
  fc.assert(
    fc.property(responsesStreams, fc.boolean(), ({ events }, renamed) => {
      const items = events.filter(
        (event) => (event as Event)['type'] === 'response.output_item.done',
      ) as { item: Event }[]
      const again = items.map(({ item }, at): Event => ({
        ...item,
        ...(renamed && { id: `other_${at}` }),
      }))
      const calls = again.filter(({ type }) => type === 'function_call')
      const told = calls.flatMap((item, at) => [added(500 + at, item), done(500 + at, item)])
      const last = events.at(-1) as Event
      const plain = hear(responsesCodec, events)
      const ending = { ...last, response: { ...(last['response'] as Event), output: [] } }
      assertSame(hear(responsesCodec, [...events.slice(0, -1), ...told, ending]), plain)
      const output = [...items.map(({ item }) => item), ...calls]
      const listed = { ...last, response: { ...(last['response'] as Event), output } }
      assertSame(hear(responsesCodec, [...events.slice(0, -1), listed]), plain)
      const whole = responsesCodec.read({ ...(listed.response as Event), status: 'completed' })
      assert.deepEqual(whole.calls, plain.reading.calls)
    }),
    { numRuns: runs },
  )
})

test('pieces may come before their item, and an item be named only at its end', () => {
  fc.assert(
    fc.property(responsesStreams, ({ events }) => {
      const unannounced = events.filter(
        (event) => (event as Event)['type'] !== 'response.output_item.added',
      )
      const plain = hear(responsesCodec, events)
      const { told, reading } = hear(responsesCodec, unannounced)
      assert.deepEqual(told, plain.told)
      assert.equal(reading.text, plain.reading.text)
    }),
    { numRuns: runs },
  )
})

test('what OpenAI takes goes back, whichever starts and ends of messages are missing', () => {
  fc.assert(
    fc.property(responsesStreams, fc.boolean(), ({ events }, alsoEnds) => {
      const some = events.filter((event) => {
        const { type, item } = event as Event
        if (type === 'response.output_item.added') return false
        const isEnd = type === 'response.output_item.done'
        return !(alsoEnds && isEnd && (item as Event)['type'] === 'message')
      })
      const last = some.at(-1) as Event
      const ending = { ...last, response: { ...(last['response'] as Event), output: [] } }
      const { messages } = hear(responsesCodec, [...some.slice(0, -1), ending]).reading
      for (const message of messages as unknown as Event[])
        if (message['type'] !== 'reasoning') checkItem(message, 'input[0]', true)
    }),
    { numRuns: runs },
  )
})

const types = fc.constantFrom(
  'response.created',
  'response.in_progress',
  'response.queued',
  'response.output_item.added',
  'response.output_item.done',
  'response.function_call_arguments.delta',
  'response.function_call_arguments.done',
  'response.custom_tool_call_input.delta',
  'response.output_text.delta',
  'response.completed',
  'response.incomplete',
  'response.done',
  'response.failed',
  'error',
  'junk',
)
const said = fc.oneof(
  fc.constantFrom('', 'f', 'call_1', '{}', '{"n":1}', null, 0, undefined),
  fc.anything({ maxDepth: 1 }),
)
const items = fc.record(
  {
    type: fc.constantFrom('function_call', 'custom_tool_call', 'message', 'program', '', null),
    id: said,
    call_id: said,
    name: said,
    arguments: said,
    input: said,
    namespace: said,
    caller: said,
    content: said,
    status: said,
  },
  { requiredKeys: [] },
)
const junk = fc.oneof(
  fc.anything(),
  fc.record(
    {
      type: types,
      output_index: fc.constantFrom(0, 1, '0', null, undefined),
      item_id: said,
      item: fc.oneof(items, said),
      delta: said,
      arguments: said,
      input: said,
      sequence_number: fc.oneof(fc.nat(3), said),
      response: fc.record(
        {
          id: said,
          status: said,
          output: fc.oneof(fc.array(items, { maxLength: 3 }), said),
          error: said,
        },
        { requiredKeys: [] },
      ),
    },
    { requiredKeys: ['type'] },
  ),
)

test('junk never throws, and never makes a call of nothing', () => {
  fc.assert(
    fc.property(fc.array(junk, { maxLength: 12 }), fc.boolean(), (events, whole) => {
      const told: unknown[] = []
      const decoder = responsesCodec.decoder({ call: (call) => told.push(call) })
      for (const event of events) decoder.push(event)
      const { calls, stop } = whole
        ? responsesCodec.read({ status: 'completed', output: events })
        : decoder.end()
      const text = JSON.stringify(events, (_key, value: unknown) =>
        typeof value === 'bigint' ? String(value) : value,
      )
      if (calls.length + told.length > 0) assert.match(text, /(?:function|custom_tool)_call"/)
      if (stop.kind !== 'calls') return
      // A call that has nothing but an id is answered as one of an unknown tool.
      if (/"call_id":"[^"]/.test(text)) return
      for (const { name, input, invalid } of calls)
        assert.ok(
          name !== 'unnamed_tool' ||
            invalid !== undefined ||
            Object.keys(input as object).length > 0,
        )
    }),
    { numRuns: runs },
  )
})
