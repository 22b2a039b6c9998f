import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeValidator, toJsonSchema } from '../../../src/call/schema/schema.ts'
import { readsOnly } from '../../../src/call/effects.ts'
import { ToolError } from '../../../src/call/errors/error.ts'
import { toContent, type ContentPart } from '../../../src/call/content/content.ts'
import type { ToolContext } from '../../../src/call/tool.ts'
import { readResultTool } from '../../../src/turn/budget/read-result.ts'
import { ResultStore } from '../../../src/turn/budget/result-store.ts'

function read(store: ResultStore, input: object, maxChars?: number): string {
  const tool = readResultTool(store, maxChars === undefined ? {} : { maxChars })
  const parts = toContent(tool.execute(input as never, {} as ToolContext)) as readonly ContentPart[]
  return parts.map((part) => (part.type === 'text' ? part.text : '?')).join('')
}

test('it shows a piece, and says what it is and how to go on', () => {
  const store = new ResultStore()
  const ref = store.keep('0123456789'.repeat(300)) as string
  assert.equal(
    read(store, { ref, offset: 1_005, limit: 10 }),
    `5678901234\n[Characters 1,005 to 1,014 of 3,000. Read on with read_result({"ref":"${ref}","offset":1015}).]`,
  )
  assert.match(
    read(store, { ref, offset: 2_990 }),
    /\n\[Characters 2,990 to 2,999 of 3,000\. This is the end\.\]$/,
  )
})

test('its own results are bounded, and read one after the other they make the whole', () => {
  const store = new ResultStore()
  const text = Array.from({ length: 900 }, (_, index) => `${index}\u{1F600}`).join(' ')
  const ref = store.keep(text) as string
  for (const maxChars of [150, 300, 1_000, 100_000]) {
    let whole = ''
    let readings = 0
    for (let offset: number | undefined = 0; offset !== undefined; readings += 1) {
      const shown = read(store, { ref, offset }, maxChars)
      assert.ok(shown.length <= maxChars)
      whole += shown.replace(/(\n\[Characters .*|\[… read_result.*)$/, '')
      const next = /"offset":(\d+)\}/.exec(shown)?.[1]
      offset = next === undefined ? undefined : Number(next)
    }
    assert.equal(whole, text, `in ${readings} readings of ${maxChars}`)
  }
})

test('how to go on takes no more than half of what is shown, however little that is', () => {
  const store = new ResultStore()
  const ref = store.keep('0123456789'.repeat(300)) as string
  for (let maxChars = 1; maxChars <= 300; maxChars += 1) {
    const shown = read(store, { ref, offset: 100 }, maxChars)
    const [text] = shown.split(/\n?\[/) as [string]
    assert.ok(text.length >= maxChars / 2, `${text.length} of ${maxChars}`)
  }
})

test('what cannot be read is a failure that says what to do', () => {
  const store = new ResultStore()
  const ref = store.keep('0123456789'.repeat(200)) as string
  const failing = (input: object) => () => read(store, input)
  assert.throws(failing({ ref: 'r_none' }), (error) => {
    assert.ok(error instanceof ToolError && error.code === 'unknown_ref')
    assert.match(
      error.message,
      /^There is no result "r_none"\. .* Call the tool that gave it again\.$/,
    )
    return true
  })
  assert.throws(failing({ ref, offset: 2_000 }), {
    code: 'bad_offset',
    message: /has 2,000 characters, so that the last offset is 1999, got 2000\.$/,
  })
})

test('its input is checked without a schema library, and it changes nothing', () => {
  const tool = readResultTool(new ResultStore())
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
