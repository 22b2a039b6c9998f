import assert from 'node:assert/strict'
import { test } from 'node:test'
import { geminiCodec } from '../../../src/wire/gemini/codec.ts'
import { readSource } from '../../../src/wire/source/read-source.ts'
import { brief, decode, eventsOf, readAny } from '../support/decode.ts'
import { pieces, streamOf } from '../support/event-stream.ts'
import { readData, type Recording, recordings, skipped } from '../support/recordings.ts'

const options = { skip: skipped }
const read = (file: string) => readAny(geminiCodec, readData(`streams/${file}`))

/** The index does not put arguments by path together: it has `null` for all arguments of this one. */
const byPath = 'google-stream-no-args-tool-call'

test('every recording has exactly the calls that its index names', options, async () => {
  const all = recordings('gemini')
  assert.ok(all.length > 10)
  for (const recording of all) {
    const reading = await read(recording.file)
    assert.equal(reading.stop.kind, 'calls', recording.file)
    assert.deepEqual(withoutMadeIds(brief(reading.calls)), expected(recording), recording.file)
  }
})

test('and the same if its bytes come one at a time', options, async () => {
  for (const { file } of recordings('gemini')) {
    const bytes = new TextEncoder().encode(readData(`streams/${file}`))
    const split = await readAny(geminiCodec, streamOf(pieces(bytes, [...bytes.keys()])))
    const whole = await read(file)
    assert.deepEqual(withoutMadeIds(brief(split.calls)), withoutMadeIds(brief(whole.calls)), file)
    assert.deepEqual([split.messages, split.stop], [whole.messages, whole.stop], file)
  }
})

test('a recording that ends after any event is broken, and tells no more', options, async () => {
  for (const { file } of recordings('gemini').filter(({ stream }) => stream)) {
    const events = await eventsOf(readData(`streams/${file}`))
    const all = decode(geminiCodec, events)
    for (let length = 0; length < events.length; length += 1) {
      const { reading, told } = decode(geminiCodec, events.slice(0, length))
      assert.deepEqual(told, all.told.slice(0, told.length), file)
      assert.ok(reading.stop.kind === 'broken' || reading.stop.raw !== undefined, file)
    }
  }
})

test('another provider’s recording is broken', options, async () => {
  const names = [
    'anthropic',
    'openai-chat',
    'openai-responses',
    'cohere',
    'ollama',
    'bedrock-converse',
  ]
  const others = recordings(...names, ...names.map((name) => `${name}-json`))
  assert.ok(others.length > 30)
  for (const { file } of others) {
    const reading = await read(file).catch(() => undefined)
    assert.equal(reading?.stop.kind ?? 'broken', 'broken', file)
    assert.deepEqual(reading?.calls ?? [], [], file)
  }
})

test('a whole content that came goes back as the very object', options, async () => {
  for (const { file } of recordings('gemini').filter(({ stream }) => !stream)) {
    const opened = await readSource(readData(`streams/${file}`))
    assert.equal(opened.kind, 'whole')
    const { candidates } = opened.response as { candidates: { content: object }[] }
    assert.equal(geminiCodec.read(opened.response).messages[0], candidates[0]?.content, file)
  }
})

test('every signature of a streamed recording goes back', options, async () => {
  for (const { file } of recordings('gemini')) {
    const text = readData(`streams/${file}`)
    const { messages } = await read(file)
    const sent = messages[0]?.parts.flatMap(({ thoughtSignature }) => thoughtSignature ?? []) ?? []
    for (const signature of sent) assert.ok(text.includes(signature))
    assert.equal(sent.length > 0, text.includes('thoughtSignature'), file)
  }
})

test('the recorded recipe, whose arguments come by path', options, async () => {
  const name = 'google-vertex-stream-tool-call-arguments-nested.1.chunks.txt'
  const { reading, told } = decode(geminiCodec, await eventsOf(readData(`edge/${name}`)))
  assert.equal(reading.stop.kind, 'calls')
  assert.deepEqual(told, reading.calls)
  const [[, , input]] = brief(told) as [[string, string, Cooking]]
  const { recipe } = input
  assert.equal(recipe.name, 'Lasagna')
  assert.deepEqual(recipe.ingredients[9], { amount: '1/2 tsp', name: 'Pepper' })
  assert.equal(recipe.steps[4], 'In a 9x13 baking dish, spread a thin layer of meat sauce.')
  assert.deepEqual([recipe.ingredients.length, recipe.steps.length], [10, 10])
  assert.equal(reading.messages[0]?.parts.length, 1)
})

interface Cooking {
  readonly recipe: { name: string; ingredients: object[]; steps: string[] }
}

type Brief = readonly [string | null, string, unknown]

function withoutMadeIds(calls: readonly Brief[]): Brief[] {
  return calls.map(([id, name, input]) => [id?.startsWith('noid_') ? null : id, name, input])
}

function expected({ file, calls }: Recording): Brief[] {
  if (file.includes(byPath))
    return [
      [null, 'read_theme', {}],
      ...['A', 'B', 'C'].map((id): Brief => [null, 'read_screen', { id }]),
    ]
  return calls.map((call) => [call.id, call.name, JSON.parse(call.arguments) as unknown])
}
