import assert from 'node:assert/strict'
import { describe } from 'node:test'
import * as fc from 'fast-check'
import { content, type ContentPart } from '../../../src/call/content/content.ts'
import type { ToolResult } from '../../../src/call/report/result.ts'
import type { AnyTool } from '../../../src/call/tool.ts'
import type { Journal } from '../../../src/journal/journal.ts'
import { memoryJournal } from '../../../src/journal/memory.ts'
import { virtualClock } from '../../../src/testing/virtual-clock.ts'
import { KeptTexts } from '../../../src/turn/budget/kept-texts.ts'
import { ResultStore } from '../../../src/turn/budget/result-store.ts'
import { textsOf } from '../../../src/turn/budget/texts.ts'
import type { Engine } from '../../../src/turn/contract.ts'
import { createEngine } from '../../../src/turn/engine.ts'
import { cases } from '../../support/cases.ts'
import { call, finish, make, test } from '../kinds/kit.ts'

const long = (what: string): string =>
  Array.from({ length: 900 }, (_, line) => `${what} ${line}`).join('\n')

/** One tool of each kind, all of whose results are too long. */
function toolsOf(value: unknown = undefined): AnyTool[] {
  return [
    make('look', () => value ?? long('look'), { reads: 'log' }),
    make('send', () => value ?? long('send'), { writes: 'mail' }),
    make('do', () => value ?? long('do')),
  ]
}

function engineWith(journal?: Journal, options: object = {}): Engine {
  return createEngine({ tools: toolsOf(), maxResultChars: 1_000, journal, ...options } as never)
}

async function refOf(engine: Engine, name: string, id = `turn of ${name}`): Promise<string> {
  const { results } = await engine.execute([call('c1', name)], { id })
  return results[0]?.cut?.refs[0] ?? assert.fail(`${name} was not cut`)
}

/** Reads a whole text piece by piece, or says how it could not be read. */
async function readAll(engine: Engine, ref: string): Promise<string> {
  let whole = ''
  for (;;) {
    const input = { ref, offset: whole.length, limit: 700 }
    const { results } = await engine.execute([call('r', 'read_result', input)])
    const { status, content: shown, error } = results[0] as ToolResult
    if (status !== 'ok') return `${error?.code}: ${error?.message}`
    const [text = ''] = textsOf(shown)
    const footer = text.lastIndexOf('\n[Characters ')
    whole += text.slice(0, footer)
    if (text.endsWith('This is the end.]')) return whole
  }
}

const callAgain = /^unknown_ref: .* only reads: call it again\.$/
const doNotCall = /^unknown_ref: .* It cannot be read\. .* may change something, and called again/

describe('a text that was cut is read again', () => {
  test('by an engine that was made for one request, from the journal', async () => {
    const journal = memoryJournal()
    for (const name of ['send', 'do']) {
      const ref = await refOf(engineWith(journal), name)
      assert.equal(await readAll(engineWith(journal), ref), long(name))
      const other = createEngine({ tools: [], maxTurnResultChars: 5_000, journal })
      assert.equal(await readAll(other, ref), long(name))
    }
  })

  test('whatever its parts are', async () => {
    const texts = fc.string({ unit: 'binary', minLength: 300, maxLength: 600 })
    const part = fc.oneof(
      texts.map((text): ContentPart => ({ type: 'text', text })),
      fc
        .array(fc.jsonValue(), { minLength: 99, maxLength: 99 })
        .map((value): ContentPart => ({ type: 'json', value })),
      texts.map((text): ContentPart => ({ type: 'resource', uri: 'file:///a', text })),
    )
    await fc.assert(
      fc.asyncProperty(fc.oneof(texts, fc.array(part, { maxLength: 3 })), async (given) => {
        const value = typeof given === 'string' ? given : content(...given)
        const journal = memoryJournal()
        const tools = toolsOf(value)
        const options = { tools, maxResultChars: 200, journal }
        const { results } = await createEngine(options).execute([call('1', 'send')])
        const { cut } = results[0] as ToolResult
        const whole = [...textsOf(typeof given === 'string' ? given : given)]
        const reader = createEngine({ ...options, maxResultChars: 1_000 })
        for (const ref of cut?.refs ?? [])
          assert.ok(whole.includes(await readAll(reader, ref)), ref)
      }),
      { numRuns: cases(100) },
    )
  })

  test('if it is of a step of a plan, or of a turn that was taken up', async () => {
    const journal = memoryJournal()
    const plan = { steps: [{ id: 's', tool: 'send', input: {} }] }
    const run = async () => {
      const engine = engineWith(journal, { batch: true })
      const { results } = await engine.execute([call('p', 'batch', plan)], { id: 'planned' })
      return results[0]?.cut?.refs[0] ?? assert.fail('It was not cut.')
    }
    const refs = [await run(), await run(), await refOf(engineWith(journal), 'send')]
    refs.push(await refOf(engineWith(journal), 'send'))
    for (const ref of refs) assert.equal(await readAll(engineWith(journal), ref), long('send'))
    assert.equal(new Set(refs).size, 2)
  })

  test('by all engines of other tools on the same one, without a journal', async () => {
    const engine = createEngine({ tools: [], maxResultChars: 1_000 })
    for (const name of ['look', 'send', 'do']) {
      const ref = await refOf(engine.with(toolsOf()), name)
      assert.equal(await readAll(engine.with(toolsOf()), ref), long(name))
    }
  })

  test('by several calls at once', async () => {
    const journal = memoryJournal()
    const ref = await refOf(engineWith(journal), 'send')
    const reads = ['1', '2', '3'].map((id) => call(id, 'read_result', { ref }))
    assert.equal((await engineWith(journal).execute(reads)).outcome, 'complete')
  })
})

describe('a text that is gone', () => {
  test('may be had by calling the tool again only if that only reads', async () => {
    for (const [name, advice] of [
      ['look', callAgain],
      ['send', doNotCall],
      ['do', doNotCall],
    ] as const) {
      const ref = await refOf(engineWith(), name)
      assert.match(await readAll(engineWith(), ref), advice)
      assert.match(await readAll(engineWith(memoryJournal()), ref), advice)
      const journaled = await refOf(engineWith(memoryJournal()), name)
      assert.match(await readAll(engineWith(memoryJournal()), journaled), advice)
      assert.match(await readAll(engineWith(), journaled), advice)
    }
  })

  test('is not told because the journal fails: that is said, and nothing of calling again', async () => {
    const clock = virtualClock()
    const journal = memoryJournal()
    const ref = await refOf(engineWith(journal), 'send')
    const broken = { ...journal, name: 'a.db', turn: () => Promise.reject(new Error('disk')) }
    const mute = { ...journal, name: 'a.db', turn: () => new Promise<never>(() => {}) }
    const odd = { ...journal, turn: () => Promise.resolve(undefined as never) }
    for (const [faulty, why] of [
      [broken, /failed: disk$/],
      [mute, /did not answer in 10000 ms\.$/],
      [odd, /failed: /],
    ] as const) {
      const engine = engineWith(faulty, { clock })
      const said = await finish(clock, readAll(engine, ref), 10_000, engine)
      assert.match(
        said,
        /^journal: .* could not be read now\. Try again later\. The journal failed: /,
      )
      assert.match(said, why)
    }
  })

  test('also after newer ones took its place in memory is read from the journal', async () => {
    const journal = memoryJournal()
    const ref = await refOf(engineWith(journal), 'send')
    const store = new ResultStore({ maxTexts: 1 })
    const texts = new KeptTexts(store, (turnId) => journal.turn(turnId))
    const reference = { name: ref.slice(0, 14), onlyReads: false, turnId: 'turn of send' }
    assert.equal(await texts.find(reference), long('send'))
    store.keep('another')
    assert.equal(store.get(reference.name), undefined)
    assert.equal(await texts.find(reference), long('send'))
  })
})

test('the id of a turn, which others may know, leads to none of its texts', async () => {
  const journal = memoryJournal()
  const secret = await refOf(engineWith(journal), 'send', 'run_1.1')
  const own = await refOf(engineWith(journal), 'do', 'run_2.1')
  assert.match(own, /^r_[0-9a-f]{12}\/run_2\.1$/)
  for (const guess of [
    'r_000000000000/run_1.1',
    `${own.slice(0, 14)}/run_1.1`,
    'run_1.1',
    '/run_1.1',
  ])
    assert.match(await readAll(engineWith(journal), guess), /^unknown_ref: /)
  assert.equal(await readAll(engineWith(journal), secret), long('send'))
})
