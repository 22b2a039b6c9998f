import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { runConformance, type Conformance } from '../../../../src/conformance.ts'
import { anthropicCodec } from '../../../../src/wire/anthropic/codec.ts'
import type { Codec, Decoder } from '../../../../src/wire/codec.ts'
import { close, delta, open, start, stop } from '../../../wire/support/anthropic-events.ts'
import { namedEvents } from '../../../wire/support/event-stream.ts'

const dir = mkdtempSync(join(tmpdir(), 'fanfold-conformance-'))
after(() => rmSync(dir, { recursive: true }))

const call = (id: string, name: string, json: string | null) => ({ id, name, arguments: json })
const two = [call('toolu_0', 'f', '{"a":"é"}'), call('toolu_1', 'g', '')]
const stream = namedEvents([
  start(),
  open(0, { type: 'tool_use', id: 'toolu_0', name: 'f', input: {} }),
  delta(0, { type: 'input_json_delta', partial_json: '{"a"' }),
  delta(0, { type: 'input_json_delta', partial_json: ': "é"}' }),
  close(0),
  open(1, { type: 'tool_use', id: 'toolu_1', name: 'g', input: {} }),
  close(1),
  ...stop('tool_use'),
])
const whole = JSON.stringify({
  type: 'message',
  role: 'assistant',
  content: [
    { type: 'tool_use', id: 'toolu_0', name: 'f', input: { a: 'é' } },
    { type: 'server_tool_use', id: 'srvtoolu_0', name: 'search', input: {} },
    { type: 'tool_use', id: 'toolu_1', name: 'g', input: {} },
  ],
  stop_reason: 'tool_use',
})

test('recordings that give the calls of the index are exact', async () => {
  const result = await run([
    { file: 'a.sse', format: 'anthropic', calls: two },
    { file: 'b.json', format: 'anthropic-json', calls: two },
  ])
  const { formats, ...counts } = result
  assert.deepEqual(counts, { files: 2, exact: 2, wrong: [] })
  const [{ disturbed, ...anthropic } = { disturbed: [] }] = formats
  assert.deepEqual(anthropic, { format: 'anthropic', recordings: 2, exact: 2 })
  const names = disturbed.map(({ name }) => name)
  for (const name of ['keep-alives between events', 'events repeated', 'connection left open'])
    assert.ok(names.includes(name), name)
  for (const { of, exact } of disturbed) assert.equal(exact, of)
})

test('a codec that is misled by a disturbance is found out', async () => {
  const counting = changed((decoder, emitted) => {
    let stops = 0
    return {
      push(event) {
        decoder.push(event)
        if ((event as { type: string }).type === 'message_stop') stops += 1
        if (stops === 2) emitted({ id: 'x', name: 'f', input: {} })
      },
      get phase() {
        return decoder.phase
      },
      end: (error) => decoder.end(error),
    }
  })
  const { exact, wrong, formats } = await run(oneStream, counting)
  assert.equal(exact, 0)
  assert.match(wrong[0]?.why ?? '', /^events repeated: /)
  assert.equal(formats[0]?.exact, 1)
})

test('a codec that waits for the end of the connection is found out', async () => {
  const waiting = changed((decoder) => ({
    push: (event) => decoder.push(event),
    phase: 'open',
    end: (error) => decoder.end(error),
  }))
  const { wrong } = await run(oneStream, waiting)
  assert.match(wrong[0]?.why ?? '', /^connection left open: .*waits for the end of the connection/)
})

test('what the index does not say is not compared', async () => {
  const calls = [{ id: null, name: 'f', arguments: null }, call('toolu_1', 'g', 'null')]
  assert.equal((await run([{ file: 'a.sse', format: 'anthropic', calls }])).exact, 1)
})

test('a call that the provider runs may be in the index, and is not expected', async () => {
  const calls = [two[0], call('srvtoolu_0', 'search', '{}'), two[1]]
  assert.equal((await run([{ file: 'b.json', format: 'anthropic-json', calls }])).exact, 1)
})

test('a format that is not known by name is detected', async () => {
  assert.equal((await run([{ file: 'a.sse', format: 'proxy', calls: two }])).exact, 1)
})

for (const [what, calls, why] of [
  ['id', [call('toolu_9', 'f', '{"a":"é"}'), two[1]], /^call 1: expected the id toolu_9/],
  ['name', [two[0], call('toolu_1', 'h', '')], /^call 2: expected the name h, got g$/],
  ['arguments', [call('toolu_0', 'f', '{"a":"e"}'), two[1]], /^call 1: expected the arguments/],
  ['number of calls', [two[0]], /^expected 1 calls, got 2$/],
  ['order', two.toReversed(), /^call 1: /],
] as const)
  test(`another ${what} is wrong`, async () => {
    const { exact, wrong } = await run([{ file: 'a.sse', format: 'anthropic', calls }])
    assert.equal(exact, 0)
    assert.equal(wrong[0]?.file, 'a.sse')
    assert.match(wrong[0].why, why)
  })

test('a file that is not there, and one of another provider, are wrong', async () => {
  const { wrong } = await run([
    { file: 'none.sse', format: 'anthropic', calls: two },
    { file: 'a.sse', format: 'cohere', calls: two },
  ])
  assert.match(wrong[0]?.why ?? '', /no such file/)
  assert.match(wrong[1]?.why ?? '', /^it was read as broken/)
})

test('a codec that tells a call too early is found out', async () => {
  const hasty = changed((decoder, emitted) => ({
    push(event) {
      decoder.push(event)
      const { type, index } = event as { type: string; index?: number }
      if (type === 'content_block_start') emitted({ id: `toolu_${index}`, name: 'f', input: {} })
    },
    phase: 'open',
    end: (error) => decoder.end(error),
  }))
  const [{ why } = { why: '' }] = (await run(oneStream, hasty)).wrong
  assert.match(why, /calls were emitted$|tells another call$/)
})

test('a codec that takes a stream that was cut off for complete is found out', async () => {
  const trusting = changed((decoder) => ({
    push: (event) => decoder.push(event),
    phase: 'open',
    end(error) {
      const reading = decoder.end(error)
      return { ...reading, stop: { kind: 'calls', message: 'Done.' } }
    },
  }))
  assert.match((await run(oneStream, trusting)).wrong[0]?.why ?? '', /is taken for complete$/)
})

test('a folder without an index, or with another, is an error that says so', async () => {
  await assert.rejects(
    runConformance({ dir: join(dir, 'nowhere') }),
    /^UsageError: Expected a list/,
  )
  await assert.rejects(run({ files: [] }), /^UsageError: Expected .* to hold a list/)
  await assert.rejects(run([{ file: 'a.sse' }]), /^UsageError: Expected .* to hold a list/)
})

const oneStream = [{ file: 'a.sse', format: 'anthropic', calls: two }]

async function run(index: unknown, codec?: Codec<unknown>): Promise<Conformance> {
  writeFileSync(join(dir, 'index.json'), JSON.stringify(index))
  writeFileSync(join(dir, 'a.sse'), stream)
  writeFileSync(join(dir, 'b.json'), whole)
  return runConformance({ dir, codec })
}

/** Anthropic's codec with another decoder. */
function changed(
  wrap: (
    decoder: Decoder<unknown>,
    emitted: (call: { id: string; name: string; input: unknown }) => void,
  ) => Decoder<unknown>,
): Codec<unknown> {
  const codec = anthropicCodec as Codec<unknown>
  return {
    ...codec,
    decoder: (sink) => wrap(codec.decoder(sink), (call) => sink.call?.(call)),
  }
}
