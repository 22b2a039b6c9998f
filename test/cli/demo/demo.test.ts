import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { ToolCall } from '../../../src/call/call.ts'
import { noPaint } from '../../../src/util/term/paint.ts'
import { openDatabase } from '../../../src/cli/demo/data/database.ts'
import { fields } from '../../../src/cli/demo/fields.ts'
import type { Measured } from '../../../src/cli/demo/measure.ts'
import { costTable } from '../../../src/cli/demo/report.ts'
import { scenarios } from '../../../src/cli/demo/demo.ts'
import { scriptFor } from '../../../src/cli/demo/scripted-model.ts'
import { toolResultsIn } from '../../../src/cli/demo/tool-results.ts'
import { createEngine } from '../../../src/turn/engine.ts'
import { anthropic } from '../../../src/anthropic.ts'
import { openai } from '../../../src/openai.ts'

const database = await openDatabase()
const world = { database, speed: 50 }

const calls: readonly ToolCall[] = [
  { id: 'c1', name: 'get_customer', input: { customerId: 1234 } },
  { id: 'c2', name: 'get_orders', input: { customerId: 1 } },
]

suite('the demo’s data', () => {
  test('is the same each time', async () => {
    const again = await openDatabase()
    const all = 'SELECT * FROM customers JOIN orders ON customer_id = customers.id LIMIT 500'
    assert.deepEqual(again.prepare(all).all(), database.prepare(all).all())
  })

  test('holds thousands of rows', () => {
    const rows = (table: string) =>
      database.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.['n']
    assert.equal(rows('customers'), 5_000)
    assert.ok(Number(rows('orders')) > 10_000)
    assert.ok(Number(rows('tickets')) > 5_000)
  })
})

suite('the demo’s tools', () => {
  for (const scenario of scenarios)
    test(`${scenario.name}: declared, they only read; undeclared, they say nothing`, () => {
      for (const tool of scenario.tools(world, true)) {
        assert.notEqual(tool.reads, undefined)
        assert.equal(tool.writes, undefined)
      }
      for (const tool of scenario.tools(world, false)) assert.equal(tool.reads, undefined)
    })

  test('really query: another customer, another answer', async () => {
    const [scenario] = scenarios
    assert.ok(scenario)
    const engine = createEngine({ tools: scenario.tools(world, true) })
    const ask = async (customerId: number) => {
      const call = { id: 'c', name: 'get_customer', input: { customerId } }
      return (await engine.execute([call])).results[0]
    }
    assert.match(String((await ask(1234))?.content), /"id":1234,"name":"Olga Abebe"/)
    assert.match(String((await ask(1))?.content), /"id":1,/)
    const missing = await ask(999_999)
    assert.equal(missing?.status, 'failed')
    assert.equal(missing?.content, 'There is no customer 999999.')
  })

  test('check their arguments', async () => {
    const schema = fields({ city: 'string', days: 'integer' })['~standard']
    assert.deepEqual(await schema.validate({ city: 'Lima', days: 2 }), {
      value: { city: 'Lima', days: 2 },
    })
    const { issues = [] } = await schema.validate({ city: 7, days: 0.5 })
    assert.deepEqual(
      issues.map(({ path, message }) => [path, message]),
      [
        [['city'], 'must be of type string'],
        [['days'], 'must be of type integer'],
      ],
    )
    assert.ok((await schema.validate(null)).issues)
  })
})

suite('the scripted model', () => {
  const [scenario] = scenarios
  assert.ok(scenario)
  const reply = (parallel: boolean, body: Record<string, unknown>): object => {
    const script = scriptFor(scenario, 1)
    assert.ok(typeof script === 'function')
    const rest = {
      format: '',
      model: '',
      stream: true,
      turn: 0,
      attempt: 0,
      firstUserText: '',
      results: [],
      toolNames: [],
    }
    return script({ ...rest, parallel, body })
  }

  test('makes all calls in one message, or one if it may not', () => {
    assert.equal((reply(true, {}) as { calls: unknown[] }).calls.length, 3)
    assert.equal((reply(false, {}) as { calls: unknown[] }).calls.length, 1)
  })

  test('answers from what the tools told it, so that a wrong result shows', async () => {
    const engine = createEngine({ tools: scenario.tools(world, true) })
    const { results } = await engine.execute(
      scenario.calls.map((call, index) => ({ id: `c${index}`, ...call })),
    )
    const wrong = results.map((result) =>
      result.name === 'get_orders'
        ? { ...result, content: '{"orders":7,"cents":100,"last":"2020-01-01"}' }
        : result,
    )
    const asked = {
      role: 'assistant',
      content: results.map(({ id, name }) => ({ type: 'tool_use', id, name, input: {} })),
    }
    const text = (all: typeof results): string =>
      (reply(true, { messages: [asked, ...anthropic.results(all)] }) as { text: string }).text
    assert.match(
      text(results),
      /Olga Abebe.*Orders: 5 for 904\.05 EUR.*Tickets: 2, of which 1 open/,
    )
    assert.match(text(wrong), /Orders: 7 for 1\.00 EUR, the last on 2020-01-01/)
  })

  test('reads results in either wire format', async () => {
    const engine = createEngine({ tools: scenario.tools(world, true) })
    const { results } = await engine.execute(calls)
    const anthropicAsked = {
      role: 'assistant',
      content: calls.map(({ id, name, input }) => ({ type: 'tool_use', id, name, input })),
    }
    const openaiAsked = {
      role: 'assistant',
      tool_calls: calls.map(({ id, name }) => ({
        id,
        type: 'function',
        function: { name, arguments: '{}' },
      })),
    }
    const told = toolResultsIn({ messages: [anthropicAsked, ...anthropic.results(results)] })
    assert.deepEqual(
      told.map(({ name }) => name),
      ['get_customer', 'get_orders'],
    )
    assert.equal(told[0]?.value?.['name'], 'Olga Abebe')
    assert.deepEqual(toolResultsIn({ messages: [openaiAsked, ...openai.results(results)] }), told)
  })
})

suite('the table', () => {
  const measured: readonly Measured[] = [
    {
      mode: 'one-call-per-turn',
      wallMs: 4_500,
      toolPhaseMs: 1_500,
      requests: 4,
      inputTokens: 1_247,
      outputTokens: 66,
      results: [],
    },
    {
      mode: 'eager',
      wallMs: 2_250,
      toolPhaseMs: 400,
      requests: 2,
      inputTokens: 701,
      outputTokens: 66,
      results: [],
    },
  ]

  test('compares with one call a turn', () => {
    assert.deepEqual(costTable(measured, 80, noPaint), [
      '                     wall   tools  requests  tokens in  out  speed-up',
      'one-call-per-turn  4.50 s  1.50 s         4      1,247   66     1.00x',
      'eager              2.25 s  0.40 s         2        701   66     2.00x',
    ])
  })

  test('fits into 40 columns', () => {
    for (const line of costTable(measured, 40, noPaint)) assert.ok(line.length <= 40, line)
  })
})
