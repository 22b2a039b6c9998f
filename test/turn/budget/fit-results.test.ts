import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { toContent, type Content, type ContentPart } from '../../../src/call/content/content.ts'
import type { Status, ToolResult } from '../../../src/call/report/result.ts'
import { fitResults, leastErrorChars } from '../../../src/turn/budget/fit-results.ts'
import { KeptTexts } from '../../../src/turn/budget/kept-texts.ts'
import { readResultTool } from '../../../src/turn/budget/read-result.ts'
import { ResultStore } from '../../../src/turn/budget/result-store.ts'
import { charsOf } from '../../../src/turn/budget/texts.ts'
import { cases } from '../../support/cases.ts'

const none = Infinity

function result(
  content: Content,
  status: Status = 'ok',
  name = 'tool',
  value?: unknown,
): ToolResult {
  const timing = { receivedMs: 0, settledMs: 0, runMs: 0, waits: [] }
  return { id: 'c1', name, status, content, value, attempts: 1, timing }
}

function fit(
  results: readonly ToolResult[],
  maxResultChars: number,
  maxTurnResultChars: number,
  store = new ResultStore(),
): readonly ToolResult[] {
  return fitResults(results, { maxResultChars, maxTurnResultChars }, store)
}

const lengths = (results: readonly ToolResult[]): number[] =>
  results.map(({ content }) => charsOf(content))

function partsOf(shown: ToolResult | undefined): readonly ContentPart[] {
  const content = shown?.content ?? ''
  return typeof content === 'string' ? assert.fail('Expected parts.') : content
}

/** Reads a whole text by the tool, piece by piece. */
async function readAll(store: ResultStore, ref: string): Promise<string> {
  const tool = readResultTool(new KeptTexts(store), { maxChars: 700 })
  let whole = ''
  for (let offset: number | undefined = 0; offset !== undefined;) {
    const parts = toContent(await tool.execute({ ref, offset } as never, {} as never))
    const { text } = (parts as readonly { text: string }[])[0] as { text: string }
    const footer = text.lastIndexOf('\n[Characters ')
    whole += text.slice(0, footer)
    const next = /"offset":(\d+)/.exec(text.slice(footer))?.[1]
    offset = next === undefined ? undefined : Number(next)
  }
  return whole
}

test('a long result is cut to its limit, and says how to read the rest', async () => {
  const store = new ResultStore()
  const text = 'h'.repeat(50_000) + 't'.repeat(11_000)
  const [cut] = fit([result(text)], 2_000, none, store)
  const content = cut?.content as string
  assert.ok(content.length <= 2_000 && content.length > 1_990)
  const note =
    /\n\[… (\d+,\d+) characters left out\. Read them with read_result\(\{"ref":"(r_\w+)","offset":(\d+)\}\) …\]\n/
  const [, , ref = '', offset] = note.exec(content) ?? assert.fail(content)
  assert.match(content, /^h{1200,}\n\[/)
  assert.match(content, /\]\nt{600,}$/)
  assert.equal(content.indexOf('\n'), Number(offset))
  assert.equal(await readAll(store, ref), text)
})

test("a tool's own limit takes the place of the engine's", () => {
  const results = [result('x'.repeat(900), 'ok', 'long'), result('y'.repeat(900), 'ok', 'short')]
  const maxResultCharsOf = (name: string) => (name === 'long' ? 1_000 : undefined)
  const budget = { maxResultChars: 300, maxTurnResultChars: none, maxResultCharsOf }
  const [long, short] = lengths(fitResults(results, budget, new ResultStore())) as [number, number]
  assert.equal(long, 900)
  assert.ok(short <= 300 && short > 290)
})

test('what the short results leave of the turn is shared by the long ones', () => {
  const results = [100, 40_000, 900, 40_000].map((length) => result('x'.repeat(length)))
  const shown = lengths(fit(results, none, 11_000))
  assert.deepEqual([shown[0], shown[2]], [100, 900])
  for (const length of [shown[1], shown[3]] as number[])
    assert.ok(length <= 5_000 && length > 4_990)
})

test('a result is cut once: what both limits leave of the original, with one note', () => {
  const [cut] = fit([result('x'.repeat(9_000)), result('y'.repeat(9_000))], 5_000, 2_000)
  assert.equal(String(cut?.content).match(/left out/g)?.length, 1)
  assert.match(String(cut?.content), /… 8,\d+ characters/)
})

test('an error keeps enough to act on, whatever the budget', () => {
  const error = result('e'.repeat(800), 'failed')
  const [shown, other] = fit([error, result('x'.repeat(800))], 100, 200)
  assert.ok(charsOf(shown?.content ?? '') > leastErrorChars - 10)
  assert.equal(charsOf(other?.content ?? ''), 0)
  const [brief] = fit([result('e'.repeat(400), 'timed-out')], 10, 10)
  assert.equal(brief?.content, 'e'.repeat(400))
})

test('of parts, texts and JSON are cut and images are not', async () => {
  const store = new ResultStore()
  const image: ContentPart = { type: 'image', data: 'A'.repeat(9_000), mediaType: 'image/png' }
  const parts: ContentPart[] = [
    { type: 'text', text: 'short' },
    image,
    { type: 'json', value: { rows: Array.from({ length: 999 }, (_, index) => index) } },
    { type: 'resource', uri: 'file:///a', text: 'r'.repeat(5_000) },
    { type: 'resource', uri: 'file:///b' },
  ]
  const whole = result(parts, 'ok', 'tool', 'value')
  const [cut] = fit([whole], 1_005, none, store)
  const [text, picture, json, resource, link] = partsOf(cut)
  assert.deepEqual([text, picture, link], [parts[0], image, parts[4]])
  assert.ok(json?.type === 'text' && /^\{"rows":\[0,1,.*\n\[… .*998\]\}$/s.test(json.text))
  assert.ok(resource?.type === 'resource' && resource.uri === 'file:///a')
  assert.ok((resource.text ?? '').length <= 500)
  assert.equal(cut?.value, 'value')
  const ref = /"ref":"(r_\w+)"/.exec(json.text)?.[1] ?? ''
  assert.equal(await readAll(store, ref), JSON.stringify((parts[2] as { value: unknown }).value))
  assert.ok((lengths([cut as ToolResult])[0] as number) <= 1_005)
})

test('a reading is cut at its end and refers to what was read, not to itself', async () => {
  const store = new ResultStore()
  const ref = store.keep('0123456789'.repeat(1_000)) as string
  const reader = readResultTool(new KeptTexts(store))
  const value = await reader.execute({ ref, offset: 50 } as never, {} as never)
  const [cut] = fit([result(toContent(value), 'ok', 'read_result', value)], 400, none, store)
  const [part] = partsOf(cut)
  const text = part?.type === 'text' ? part.text : ''
  assert.ok(text.length <= 400)
  const [, shown = '', next] =
    /^(\d+)\n\[Characters 50 to .*"ref":"r_\w+","offset":(\d+)\}\)\.\]$/.exec(text) ?? []
  assert.equal(Number(next), 50 + shown.length)
  assert.ok(text.includes(ref))
  assert.equal(cut?.value, value)
})

test('what fits is left as it is, to the object', () => {
  const results = [result('x'), result([{ type: 'json', value: { a: 1 } }])]
  assert.deepEqual(
    fit(results, 10, 10).map((shown, index) => shown === results[index]),
    [true, true],
  )
})

const texts = fc
  .tuple(
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
    fc.integer({ min: 1, max: 200 }),
  )
  .map(([text, times]) => text.repeat(times))
const contents = fc.oneof(
  texts,
  fc.array(
    fc.oneof(
      texts.map((text): ContentPart => ({ type: 'text', text })),
      fc.jsonValue().map((value): ContentPart => ({ type: 'json', value })),
      fc.constant<ContentPart>({ type: 'image', data: 'AAAA', mediaType: 'image/png' }),
    ),
    { maxLength: 4 },
  ),
)
const turns = fc.array(
  fc
    .tuple(contents, fc.constantFrom<Status>('ok', 'ok', 'ok', 'failed'))
    .map(([content, status]) => result(content, status)),
  { maxLength: 8 },
)

test('the budget holds wherever the errors leave it room, and nobody who needs less than a fair share is cut', () => {
  fc.assert(
    fc.property(
      turns,
      fc.nat(3_000),
      fc.nat(9_000),
      (results, maxResultChars, maxTurnResultChars) => {
        const shown = fit(results, maxResultChars, maxTurnResultChars)
        const before = lengths(results)
        const after = lengths(shown)
        const least = results.map(({ status }, index) =>
          status === 'ok' ? 0 : Math.min(before[index] as number, leastErrorChars),
        )
        const total = (numbers: readonly number[]) => numbers.reduce((sum, each) => sum + each, 0)
        assert.ok(total(after) <= Math.max(maxTurnResultChars, total(least)))
        const fairShare = (maxTurnResultChars - total(least)) / Math.max(1, results.length)
        for (const [index, length] of after.entries()) {
          const original = before[index] as number
          assert.ok(length <= Math.max(maxResultChars, least[index] as number))
          if (original <= Math.min(maxResultChars, fairShare))
            assert.equal(shown[index], results[index])
          assert.equal(shown[index]?.value, results[index]?.value)
        }
      },
    ),
    { numRuns: cases(500) },
  )
})

test('whatever is cut can be read whole', async () => {
  await fc.assert(
    fc.asyncProperty(
      turns,
      fc.integer({ min: 250, max: 2_000 }),
      async (results, maxResultChars) => {
        const store = new ResultStore()
        for (const [index, { content }] of fit(results, maxResultChars, none, store).entries()) {
          const original = results[index]?.content as Content
          if (content === original) continue
          const textsOf = (value: Content): string[] =>
            typeof value === 'string'
              ? [value]
              : value.map((part) =>
                  part.type === 'text'
                    ? part.text
                    : part.type === 'json'
                      ? JSON.stringify(part.value)
                      : '',
                )
          const wholes = textsOf(original)
          for (const [place, text] of textsOf(content).entries()) {
            if (text === wholes[place]) continue
            const ref = /"ref":"(r_\w+)"/.exec(text)?.[1]
            if (text.length >= 60) assert.equal(await readAll(store, ref ?? ''), wholes[place])
          }
        }
      },
    ),
    { numRuns: cases(300) },
  )
})
