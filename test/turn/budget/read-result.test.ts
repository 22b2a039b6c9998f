import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeValidator, toJsonSchema } from '../../../src/call/schema/schema.ts'
import { readsOnly } from '../../../src/call/effects.ts'
import { toContent, type ContentPart } from '../../../src/call/content/content.ts'
import { KeptTexts } from '../../../src/turn/budget/kept-texts.ts'
import { readResultTool } from '../../../src/turn/budget/read-result.ts'
import { ResultStore } from '../../../src/turn/budget/result-store.ts'

async function read(store: ResultStore, input: object, maxChars?: number): Promise<string> {
  const tool = readResultTool(new KeptTexts(store), maxChars === undefined ? {} : { maxChars })
  const parts = toContent(await tool.execute(input as never, {} as never)) as readonly ContentPart[]
  return parts.map((part) => (part.type === 'text' ? part.text : '?')).join('')
}

test('it shows a piece, and says what it is and how to go on', async () => {
  const store = new ResultStore()
  const ref = store.keep('0123456789'.repeat(300)) as string
  assert.equal(
    await read(store, { ref, offset: 1_005, limit: 10 }),
    `5678901234\n[Characters 1,005 to 1,014 of 3,000. Read on with read_result({"ref":"${ref}","offset":1015}).]`,
  )
  assert.match(
    await read(store, { ref, offset: 2_990 }),
    /\n\[Characters 2,990 to 2,999 of 3,000\. This is the end\.\]$/,
  )
})

test('its own results are bounded, and read one after the other they make the whole', async () => {
  const store = new ResultStore()
  const text = Array.from({ length: 900 }, (_, index) => `${index}\u{1F600}`).join(' ')
  const ref = store.keep(text) as string
  for (const maxChars of [150, 300, 1_000, 100_000]) {
    let whole = ''
    let readings = 0
    for (let offset: number | undefined = 0; offset !== undefined; readings += 1) {
      const shown = await read(store, { ref, offset }, maxChars)
      assert.ok(shown.length <= maxChars)
      whole += shown.replace(/(\n\[Characters .*|\[… read_result.*)$/, '')
      const next = /"offset":(\d+)\}/.exec(shown)?.[1]
      offset = next === undefined ? undefined : Number(next)
    }
    assert.equal(whole, text, `in ${readings} readings of ${maxChars}`)
  }
})

test('what is cut is said to be, which takes no more than three quarters, and half of anything longer', async () => {
  const store = new ResultStore()
  const ref = store.keep('0123456789'.repeat(300)) as string
  for (let maxChars = 1; maxChars <= 300; maxChars += 1) {
    const shown = await read(store, { ref, offset: 100 }, maxChars)
    const [text] = shown.split(/\n?\[|…/) as [string]
    const least = Math.floor(maxChars / (maxChars < 120 ? 4 : 2)) - 1
    assert.ok(text.length >= least, `${text.length} of ${maxChars}`)
    assert.match(shown, maxChars < 80 ? /…/ : /read_result/, `${maxChars}`)
  }
})

test('what cannot be read is a failure that says what to do', async () => {
  const store = new ResultStore()
  const ref = store.keep('0123456789'.repeat(200)) as string
  const failing = (input: object) => read(store, input)
  const more = 'Use a `ref` as it stands where a result was cut, every character of it.'
  for (const wrong of ['r_none', 'r_0123456789abc', 'R_0123456789AB', 'r_0123456789ab/%', ''])
    await assert.rejects(failing({ ref: wrong }), {
      code: 'unknown_ref',
      message: `There is no result "${wrong}". ${more}`,
    })
  await assert.rejects(failing({ ref: 'x'.repeat(1e6) }), ({ message }: Error) => {
    return message.length < 500
  })
  await assert.rejects(failing({ ref, offset: 2_000 }), {
    code: 'bad_offset',
    message: /has 2,000 characters, so that the last offset is 1999, got 2000\.$/,
  })
})

test('whether the tool may be called again for a text that is gone depends on what that would do', async () => {
  const store = new ResultStore()
  const gone = (ref: string) => assert.rejects(read(store, { ref }), { code: 'unknown_ref' })
  const saying = async (ref: string): Promise<string> => {
    await gone(ref)
    return read(store, { ref }).catch(({ message }: Error) => message)
  }
  assert.match(await saying('r_0123456789abr'), /only reads: call it again\.$/)
  assert.match(await saying('r_0123456789abr/turn_1'), /only reads: call it again\.$/)
  for (const ref of ['r_0123456789ab', 'r_0123456789ab/turn_1']) {
    const message = await saying(ref)
    assert.match(
      message,
      /It cannot be read\. .* may change something, and called again it would do/,
    )
    assert.doesNotMatch(message, /call it again/i)
  }
})

test('its input is checked without a schema library, and it changes nothing', () => {
  const tool = readResultTool(new KeptTexts(new ResultStore()))
  assert.equal(readsOnly(tool), true)
  const validate = makeValidator(tool.name, tool.inputSchema)
  assert.deepEqual(validate({ ref: 'r_1', offset: 0, limit: 1 }), {
    ok: true,
    value: { ref: 'r_1', offset: 0, limit: 1 },
  })
  assert.deepEqual(validate({ ref: 5, offset: -1, limit: 0 }), {
    ok: false,
    issues: [
      'ref: Expected a string.',
      'offset: Expected a whole number, 0 or more.',
      'limit: Expected a whole number, 1 or more.',
    ],
  })
  assert.deepEqual(validate(null), { ok: false, issues: ['ref: Expected a string.'] })
  assert.deepEqual(toJsonSchema(tool.name, tool.inputSchema)['required'], ['ref'])
})
