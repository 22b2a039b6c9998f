import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { inspect } from 'node:util'
import { runInNewContext } from 'node:vm'
import { formatError } from '../../../src/call/errors/format-error.ts'
import { tool, type AnyTool } from '../../../src/call/tool.ts'
import { openai } from '../../../src/openai.ts'
import { createEngine } from '../../../src/turn/engine.ts'
import { errorText, shortErrorText } from '../../../src/util/error-text.ts'

const secret = 'sk-ant-api03-0123456789abcdefghijklmnop'

async function reportOf(thrown: unknown): ReturnType<ReturnType<typeof createEngine>['execute']> {
  const execute = (): never => {
    throw thrown
  }
  const engine = createEngine({ tools: [tool({ name: 'bug', reads: [], execute }) as AnyTool] })
  return engine.execute([{ id: '1', name: 'bug', input: {} }])
}

describe('what a developer sees of an error', () => {
  it('is its stack, its fields and its causes, wherever a result is printed', async () => {
    const inner = Object.assign(new Error('no route'), { code: 'EHOSTUNREACH' })
    const report = await reportOf(new TypeError('it broke', { cause: inner }))
    const [result] = report.results
    for (const shown of [report, report.results, result, { type: 'call.settled', result }].map(
      (it) => inspect(it),
    )) {
      assert.match(shown, /\[cause\]: TypeError: it broke\n\s+at .*format-error\.test/)
      assert.match(shown, /\[cause\]: Error: no route[^]*\{ code: "EHOSTUNREACH" \}/)
      assert.doesNotMatch(shown, /Attempt\.start/)
    }
  })

  it('is told of a whole result, too', async () => {
    const [result] = (await reportOf(new TypeError('it broke'))).results
    assert.equal(formatError(result), formatError(result?.error))
    assert.match(formatError(result), /it broke[^]*\[cause\]: TypeError: it broke\n\s+at /)
  })

  it('is that there is none, of what ended ok', async () => {
    const ok = tool({ name: 'ok', reads: [], execute: () => 1 })
    const { results } = await createEngine({ tools: [ok] }).execute([
      { id: '1', name: 'ok', input: {} },
    ])
    for (const given of [results[0], results[0]?.error])
      assert.match(formatError(given), /^Expected an error, got undefined/)
  })

  it('holds nothing of the inside of the turn that a reply names', async () => {
    const engine = createEngine({ tools: [] })
    const message = { role: 'assistant', content: 'Hello.' }
    const source = { choices: [{ message, finish_reason: 'stop' }] }
    const reply = await openai.chat.answer(engine, source, { id: 't-1' })
    assert.match(inspect(reply, { depth: 9 }), /turn: \{ id: 't-1' \}/)
    assert.deepEqual((JSON.parse(JSON.stringify(reply)) as typeof reply).turn, { id: 't-1' })
    assert.equal(reply.turn.id, 't-1')
  })

  it('is in no JSON, and no copy that a model could get', async () => {
    const { results } = await reportOf(new Error('it broke'))
    assert.deepEqual(Object.keys(results[0]?.error ?? {}), ['code', 'message'])
    assert.doesNotMatch(JSON.stringify(results), /format-error\.test|cause/)
    assert.deepEqual(results[0]?.error, { code: 'tool_threw', message: 'bug failed: it broke' })
  })

  it('has no credentials, at any depth', () => {
    const error = new Error(`key ${secret}`, {
      cause: Object.assign(new Error('x'), { apiKey: secret, url: `https://ann:${secret}@host` }),
    })
    assert.ok(!formatError(new AggregateError([error], 'many')).includes(secret))
  })

  it('is bounded, whatever was thrown', () => {
    const circle = new Error('round')
    circle.cause = circle
    const deep = Array.from({ length: 1_000 }).reduce<unknown>(
      (cause) => new Error('deep', { cause }),
      'end',
    )
    const wide: unknown = Array.from({ length: 5 }).reduce<unknown>(
      (one) => new AggregateError(Array(50).fill(one), 'wide'),
      new Error('x'),
    )
    const long = Object.assign(new Error('x'), { stack: 'line\n'.repeat(1e6) })
    const trap = new Proxy(new Error('x'), {
      get: () => {
        throw new Error('trap')
      },
      has: () => true,
      ownKeys: () => {
        throw new Error('trap')
      },
    })
    const getter = Object.defineProperty(new Error('x'), 'cause', {
      get: () => assert.fail('trap'),
    })
    const { proxy, revoke } = Proxy.revocable({}, {})
    revoke()
    for (const odd of [
      circle,
      deep,
      wide,
      long,
      trap,
      getter,
      proxy,
      null,
      undefined,
      7n,
      Symbol('x'),
      '',
      [],
      {},
      () => {},
      Object.create(null),
    ]) {
      const text = formatError(odd)
      assert.ok(text.length > 0 && text.length < 21_000, `${text.length}`)
    }
    assert.match(formatError(circle), /\[cause\]: \[circular\]/)
  })

  it('is the same of an error of another realm', () => {
    assert.match(
      formatError(runInNewContext("new TypeError('far', { cause: new Error('away') })")),
      /^TypeError: far[^]*\[cause\]: Error: away/,
    )
  })
})

describe('a request that came to nothing', () => {
  const refused = Object.assign(new Error('connect ECONNREFUSED 10.0.0.7:5432'), {
    code: 'ECONNREFUSED',
  })
  const both = Object.assign(new AggregateError([refused], ''), { code: 'ECONNREFUSED' })
  const cases: readonly [string, unknown, string, string][] = [
    [
      'fetch',
      new TypeError('fetch failed', { cause: refused }),
      'fetch failed: connect ECONNREFUSED 10.0.0.7:5432',
      'fetch failed: ECONNREFUSED',
    ],
    [
      'fetch, on both protocols',
      new TypeError('fetch failed', { cause: both }),
      'fetch failed: connect ECONNREFUSED 10.0.0.7:5432',
      'fetch failed: ECONNREFUSED',
    ],
    [
      'a client around it',
      new Error('Connection error.', { cause: new TypeError('fetch failed', { cause: refused }) }),
      'Connection error: connect ECONNREFUSED 10.0.0.7:5432',
      'Connection error: ECONNREFUSED',
    ],
    [
      'a cause without a code',
      new TypeError('fetch failed', { cause: new Error('bad port') }),
      'fetch failed: bad port',
      'fetch failed: bad port',
    ],
    [
      'a message that says something',
      new Error('No such order', { cause: refused }),
      'No such order',
      'No such order',
    ],
    ['a circle', circular(), 'fetch failed: fetch failed', 'fetch failed: fetch failed'],
  ]
  for (const [name, error, long, short] of cases)
    it(`is told with its cause: ${name}`, () => {
      assert.equal(errorText(error), long)
      assert.equal(shortErrorText(error), short)
    })

  function circular(): Error {
    const error = new TypeError('fetch failed')
    error.cause = error
    return error
  }
})

it('an engine that is printed shows the names of its tools', () => {
  const tools = ['look', 'save'].map((name) => tool({ name, reads: [], execute: () => 1 }))
  assert.match(inspect(createEngine({ tools })), /tools: \[ 'look', 'save' \]/)
})
