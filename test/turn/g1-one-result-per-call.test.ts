import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as z from 'zod'
import { tool } from '../../src/call/tool.ts'
import { ToolError } from '../../src/call/errors/error.ts'
import { createEngine } from '../../src/turn/engine.ts'
import { calls, lab, statuses } from './lab.ts'

const ok = tool({ name: 'ok', execute: async () => 'fine' })

describe('G1: one result per call, in call order, under the exact id', () => {
  test('results come in call order, whoever finishes first', async () => {
    const { clock, nap, engine } = lab()
    const run = engine([nap('slow', 30), nap('fast', 1), nap('middling', 10)])
    const { results, outcome } = await clock.run(run.execute(calls('slow', 'fast', 'middling')))
    assert.deepEqual(
      results.map(({ id, content }) => [id, content]),
      [
        ['c1', 'slow'],
        ['c2', 'fast'],
        ['c3', 'middling'],
      ],
    )
    assert.equal(outcome, 'complete')
  })

  test('a throw, now or later, of an error or of anything, is a result and no rejection', async () => {
    const thrown: unknown[] = [
      new Error('broken'),
      'a string',
      undefined,
      null,
      { message: 'object' },
      7,
    ]
    const tools = thrown.flatMap((value, index) => [
      tool({
        name: `sync${index}`,
        execute: () => {
          throw value
        },
      }),
      tool({ name: `async${index}`, execute: () => Promise.reject(value as Error) }),
    ])
    const engine = createEngine({ tools: [...tools, ok] })
    const names = [...tools.map(({ name }) => name), 'ok']
    const { results, outcome } = await engine.execute(calls(...names))
    assert.equal(results.length, 13)
    for (const result of results.slice(0, -1)) {
      assert.equal(result.status, 'failed')
      assert.equal(result.error?.code, 'tool_threw')
    }
    assert.match(String(results[0]?.content), /sync0 failed: broken/)
    assert.equal(results.at(-1)?.content, 'fine')
    assert.equal(outcome, 'partial')
  })

  test('a hang ends by its time-out, a deaf tool too', async () => {
    const { clock, deaf, nap, engine } = lab()
    const run = engine([deaf('deaf', Infinity, { timeoutMs: 500 }), nap('nap', 5)])
    const { results } = await clock.run(run.execute(calls('deaf', 'nap')))
    assert.equal(statuses(results), 'c1 timed-out, c2 ok')
    assert.equal(results[0]?.timing.settledMs, 500)
  })

  test('an abort before, while waiting, and while running', async () => {
    const { clock, nap, engine } = lab()
    const run = engine([nap('a', 100), nap('b', 100)], { concurrency: 1 })
    const before = await clock.run(run.execute(calls('a', 'b'), { signal: AbortSignal.abort() }))
    assert.equal(statuses(before.results), 'c1 cancelled, c2 cancelled')
    assert.deepEqual(
      before.results.map(({ attempts }) => attempts),
      [0, 0],
    )

    const controller = new AbortController()
    const during = run.execute(calls('a', 'b'), { signal: controller.signal })
    await clock.advance(50)
    controller.abort(new Error('The user left.'))
    const { results } = await clock.run(during)
    assert.equal(statuses(results), 'c1 cancelled, c2 cancelled')
    assert.deepEqual(
      results.map(({ attempts }) => attempts),
      [1, 0],
    )
    assert.match(String(results[0]?.content), /The user left\. It had started, and may or may not/)

    const byDefault = new AbortController()
    const again = run.execute(calls('a'), { signal: byDefault.signal })
    await clock.advance(50)
    byDefault.abort()
    const [stopped] = (await clock.run(again)).results
    assert.match(String(stopped?.content), / was aborted\. It had started, and/)
  })

  test('an unknown tool is told which tools there are; a prototype is no tool', async () => {
    const engine = createEngine({ tools: [ok] })
    const { results } = await engine.execute(calls('okay', '__proto__', 'constructor', 'ok'))
    assert.equal(statuses(results), 'c1 failed, c2 failed, c3 failed, c4 ok')
    assert.equal(results[0]?.content, 'There is no tool named "okay". The tools are: ok.')
    assert.equal(results[1]?.error?.code, 'unknown_tool')
  })

  test('arguments that a wire format could not read', async () => {
    const engine = createEngine({ tools: [ok] })
    const { results } = await engine.execute([
      {
        id: 'x',
        name: 'ok',
        input: {},
        invalid: { reason: 'json', message: 'Expected "}" at position 7.', text: '{"a": 1' },
      },
    ])
    assert.equal(results[0]?.status, 'failed')
    assert.equal(results[0]?.error?.code, 'invalid_json')
    assert.match(String(results[0]?.content), /position 7/)
  })

  test('arguments that fail the schema are told what to mend, by Standard Schema and by JSON Schema', async () => {
    const standard = tool({
      name: 'standard',
      inputSchema: z.object({ city: z.string(), days: z.array(z.object({ n: z.int() })) }),
      execute: ({ city }) => city,
    })
    const json = tool({
      name: 'json',
      inputSchema: {
        type: 'object',
        properties: { unit: { enum: ['c', 'f'] } },
        required: ['city'],
      },
      execute: () => 'no',
    })
    const engine = createEngine({ tools: [standard, json] })
    const { results } = await engine.execute([
      { id: '1', name: 'standard', input: { city: 7, days: [{ n: 1.5 }] } },
      { id: '2', name: 'json', input: { unit: 'k' } },
      { id: '3', name: 'standard', input: null },
    ])
    assert.ok(results.every(({ status, attempts }) => status === 'failed' && attempts === 0))
    assert.match(String(results[0]?.content), /city: .*string/i)
    assert.match(String(results[0]?.content), /days\.0\.n: /)
    assert.match(String(results[1]?.content), /must have required property 'city'/)
    assert.match(String(results[1]?.content), /unit: .*\["c","f"\]/)
  })

  test('the tool gets what the schema made of the input', async () => {
    const defaults = tool({
      name: 'defaults',
      inputSchema: z.object({ n: z.int().default(3) }),
      execute: ({ n }) => n * 2,
    })
    const { results } = await createEngine({ tools: [defaults] }).execute(calls('defaults'))
    assert.equal(results[0]?.value, 6)
  })

  test('a schema that throws, rejects, or never answers', async () => {
    const { clock, engine } = lab()
    const schema = (validate: () => never | Promise<never>): z.ZodType =>
      ({
        '~standard': { version: 1, vendor: 'test', jsonSchema: { input: () => ({}) }, validate },
      }) as never
    const make = (name: string, validate: () => never | Promise<never>) =>
      tool({ name, inputSchema: schema(validate), execute: () => 'ran' })
    const run = engine(
      [
        make('throws', () => {
          throw new Error('bad schema')
        }),
        make('rejects', () => Promise.reject(new Error('bad too'))),
        make('hangs', () => new Promise<never>(() => {})),
      ],
      { timeoutMs: 200 },
    )
    const { results } = await clock.run(run.execute(calls('throws', 'rejects', 'hangs')))
    assert.equal(statuses(results), 'c1 failed, c2 failed, c3 failed')
    assert.match(String(results[2]?.content), /did not answer in 200 ms/)
    assert.equal(clock.pendingTimers, 0)
  })

  test('a missing id gets one; two calls with one id get a result each', async () => {
    const echo = tool({ name: 'echo', execute: (input: Record<string, unknown>) => input['n'] })
    const engine = createEngine({ tools: [echo] })
    const { results } = await engine.execute([
      { id: 'twice', name: 'echo', input: { n: 1 } },
      { id: '', name: 'echo', input: { n: 2 } },
      { id: 'twice', name: 'echo', input: { n: 3 } },
      { name: 'echo', input: { n: 4 } } as never,
    ])
    assert.deepEqual(
      results.map(({ id, value }) => [id, value]),
      [
        ['twice', 1],
        ['call_2', 2],
        ['twice', 3],
        ['call_4', 4],
      ],
    )
  })

  test('calls of one id have idempotency keys of their own, and a made id is nobody else’s', async () => {
    const keys: string[] = []
    const keyed = tool({
      name: 'keyed',
      execute: (_, { idempotencyKey }) => keys.push(idempotencyKey),
    })
    const engine = createEngine({ tools: [keyed] })
    const ids = ['call_2', '', 'call_2', '']
    const calls = ids.map((id) => ({ id, name: 'keyed', input: {} }))
    const { results } = await engine.execute(calls, { id: 't' })
    assert.deepEqual(
      results.map(({ id }) => id),
      ['call_2', 'call_3', 'call_2', 'call_4'],
    )
    assert.equal(new Set(keys).size, 4)
  })

  test('a result that JSON cannot hold has a defined form', async () => {
    const circular: Record<string, unknown> = { name: 'loop' }
    circular['self'] = circular
    const values: [unknown, string][] = [
      [undefined, 'null'],
      [12n, '"12"'],
      [{ big: 1n }, '{"big":"1"}'],
      [circular, '{"name":"loop","self":"[circular]"}'],
      [Buffer.from('hi'), '{"base64":"aGk="}'],
      [new Error('no'), '{"name":"Error","message":"no"}'],
      [new Map([['a', 1]]), '{"a":1}'],
      [new Set([1, 2]), '[1,2]'],
      [new Date(0), '"1970-01-01T00:00:00.000Z"'],
    ]
    const values2 = tool({
      name: 'value',
      execute: (input: Record<string, unknown>) => values[input['n'] as number]?.[0],
    })
    const engine = createEngine({ tools: [values2] })
    const { results } = await engine.execute(
      values.map((_, n) => ({ id: `v${n}`, name: 'value', input: { n } })),
    )
    assert.deepEqual(
      results.map(({ content }) => content),
      values.map(([, text]) => text),
    )
  })

  test('an error of megabytes is cut, whoever wrote it, and says so', async () => {
    const long = 'x'.repeat(5_000_000)
    const tools = [new Error(long), new ToolError(long)].map((error, index) =>
      tool({
        name: `t${index}`,
        execute: async () => {
          throw error
        },
      }),
    )
    const { results } = await createEngine({ tools }).execute(calls('t0', 't1'))
    for (const { content, error } of results) {
      assert.ok(content.length < 20_100)
      assert.match(content as string, /the message has 5000000 characters/)
      assert.equal((error?.cause as Error | undefined)?.message, long)
    }
  })

  test('a thenable that calls back twice, or throws, settles once', async () => {
    const twice = tool({
      name: 'twice',
      execute: (): unknown => ({
        then(resolve: (value: string) => void) {
          resolve('first')
          resolve('second')
          throw new Error('late')
        },
      }),
    })
    const { results } = await createEngine({ tools: [twice] }).execute(calls('twice'))
    assert.equal(results[0]?.content, 'first')
  })

  test('a message of a ToolError reaches the model as it is; of another error, without credentials or stack', async () => {
    const secret = 'dsn=postgres://u:SECRET@db/x'
    const leaky = tool({
      name: 'leaky',
      execute: () => {
        throw new Error(`connect failed: ${secret}`)
      },
    })
    const meant = tool({
      name: 'meant',
      execute: () => {
        throw new ToolError('No such customer. Try the search tool.', { code: 'no_customer' })
      },
    })
    const { results } = await createEngine({ tools: [leaky, meant] }).execute(
      calls('leaky', 'meant'),
    )
    assert.doesNotMatch(JSON.stringify(results[0]), /SECRET|at .*\.ts/)
    assert.match(String(results[0]?.content), /connect failed/)
    assert.equal(results[1]?.content, 'No such customer. Try the search tool.')
    assert.equal(results[1]?.error?.code, 'no_customer')
    assert.ok(results[0]?.error?.cause instanceof Error)
  })

  test('no calls make a complete, empty turn', async () => {
    const report = await createEngine({ tools: [] }).execute([])
    assert.equal(report.outcome, 'complete')
    assert.deepEqual(report.results, [])
  })
})
