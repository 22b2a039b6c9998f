import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { anthropicCodec } from '../../../src/wire/anthropic/codec.ts'
import { close, open, start, stop, toolUse } from '../support/anthropic-events.ts'
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
import { anthropicStreams } from '../support/samples.ts'

const empty = { container: { id: '', expires_at: '' }, error: { type: '', message: '' } }

const kinds: Disturbances = {
  strange: [
    null,
    'keep-alive',
    [],
    {},
    { type: 'ping' },
    { type: 'keepalive', error: null },
    { type: 'event_of_tomorrow', index: 0, delta: { text: 'x' } },
  ],
  strangers: (n) => [
    open(1_000 + n, { type: 'block_of_tomorrow', id: `x_${n}` }),
    close(1_000 + n),
    // All of it is empty.
    open(2_000 + n, { type: 'tool_use', id: '', name: '', input: {} }),
    close(2_000 + n),
  ],
  emptied: (event) => ({
    ...event,
    ...('message' in event && { message: withEmpty(event['message'], empty) }),
    ...('content_block' in event && {
      content_block: withEmpty(event['content_block'], {
        citations: null,
        caller: null,
        cache: '',
      }),
    }),
    ...('delta' in event && {
      delta: withEmpty(event['delta'], {
        text: '',
        partial_json: '',
        thinking: '',
        signature: '',
        container: { id: '', expires_at: '' },
        stop_details: null,
      }),
    }),
    ...(event['type'] === 'message_delta' && {
      usage: { ...(event['usage'] as Event), server: {} },
    }),
  }),
  // A piece may be said twice.
  mayRepeat: ({ type }) => type !== 'content_block_delta',
  after: [start({ id: 'msg_late' }), ...toolUse(0, 'late', 'f', '{}'), ...stop('tool_use')],
}

test('a stream that is disturbed says what the undisturbed one says', () => {
  fc.assert(
    fc.property(anthropicStreams, choices, ({ events }, chosen) => {
      const plain = hear(anthropicCodec, events)
      assertSame(hear(anthropicCodec, disturbed(events as Event[], chosen, kinds)), plain)
    }),
    { numRuns: runs },
  )
})

test('the start of a message may come again anywhere, also with what has come so far', () => {
  fc.assert(
    fc.property(anthropicStreams, fc.nat(), fc.boolean(), ({ events }, place, filled) => {
      const plain = hear(anthropicCodec, events)
      const content = (plain.reading.messages[0] as { content?: unknown } | undefined)?.content
      const again = start(filled && content !== undefined ? { content } : {})
      const spoilt = [...events]
      spoilt.splice(1 + (place % (events.length - 1)), 0, again)
      assertSame(hear(anthropicCodec, spoilt), plain)
    }),
    { numRuns: runs },
  )
})

const said = fc.oneof(
  fc.constantFrom('', 'f', 'toolu_1', '{}', '{"n":1}', null, 0, undefined),
  fc.anything({ maxDepth: 1 }),
)
const blocks = fc.record(
  {
    type: fc.constantFrom('tool_use', 'text', 'thinking', 'server_tool_use', '', null),
    id: said,
    name: said,
    input: said,
    text: said,
    caller: said,
  },
  { requiredKeys: [] },
)
const junk = fc.oneof(
  fc.anything(),
  fc.record(
    {
      type: fc.constantFrom(
        'message_start',
        'content_block_start',
        'content_block_delta',
        'content_block_stop',
        'message_delta',
        'message_stop',
        'error',
        'junk',
      ),
      index: fc.constantFrom(0, 1, '0', null, undefined),
      content_block: fc.oneof(blocks, said),
      message: fc.oneof(
        fc.record({ id: said, content: fc.array(blocks, { maxLength: 2 }), container: said }),
        said,
      ),
      delta: fc.oneof(
        fc.record(
          {
            type: fc.constantFrom('input_json_delta', 'text_delta', 'x'),
            partial_json: said,
            text: said,
            stop_reason: fc.constantFrom('tool_use', 'end_turn', 'max_tokens', '', null),
            container: said,
          },
          { requiredKeys: [] },
        ),
        said,
      ),
    },
    { requiredKeys: ['type'] },
  ),
)

test('junk never throws, and never makes a call of nothing', () => {
  fc.assert(
    fc.property(fc.array(junk, { maxLength: 12 }), fc.boolean(), (events, whole) => {
      const told: unknown[] = []
      const decoder = anthropicCodec.decoder({ call: (call) => told.push(call) })
      for (const event of events) decoder.push(event)
      const { calls, stop: end } = whole
        ? anthropicCodec.read({ content: events, stop_reason: 'tool_use' })
        : decoder.end()
      const text = JSON.stringify(events, (_key, value: unknown) =>
        typeof value === 'bigint' ? String(value) : value,
      )
      if (calls.length + told.length > 0) assert.match(text, /tool_use"/)
      if (end.kind !== 'calls') return
      // A call that has nothing but an id is answered as one of an unknown tool.
      if (/"id":"[^"]/.test(text)) return
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
