import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { content } from '../../src/call/content/content.ts'
import type { ToolResult } from '../../src/call/report/result.ts'
import { tool, type AnyTool, type ToolDefinition } from '../../src/call/tool.ts'
import { createEngine } from '../../src/turn/engine.ts'
import { calls, lab } from './lab.ts'

async function resultOf(
  execute: ToolDefinition['execute'],
  extra: Partial<ToolDefinition> = {},
): Promise<ToolResult> {
  const fetching = tool({ name: 'get', reads: [], execute, ...extra }) as AnyTool
  const { results } = await createEngine({ tools: [fetching] }).execute(calls('get'))
  return results[0] as ToolResult
}

function typed(
  body: ConstructorParameters<typeof Response>[0],
  type: string,
  init: ResponseInit = {},
): Response {
  return new Response(body, { ...init, headers: { 'content-type': type, ...init.headers } })
}

/** A body that never ends. */
function endless(chunk: string): ReadableStream<Uint8Array> {
  return new ReadableStream({ pull: (controller) => controller.enqueue(Buffer.from(chunk)) })
}

function refusing(
  statuses: readonly number[],
  headers: Record<string, string> = {},
): () => Promise<Response> {
  let tries = 0
  return async () => new Response('busy', { status: statuses[tries++] ?? 200, headers })
}

const png = Buffer.from('iVBORw0KGgo=', 'base64')

describe('a tool that returns a Response', () => {
  const cases: readonly [string, () => Response, unknown][] = [
    ['JSON is parsed', () => Response.json({ id: 7 }), { id: 7 }],
    [
      'a number that a double would change is its digits',
      () => typed('{"id":1234567890123456789,"n":[0.1,9007199254740993]}', 'application/json'),
      { id: '1234567890123456789', n: [0.1, '9007199254740993'] },
    ],
    ['so is JSON of a type of its own', () => typed('[1]', 'application/problem+json'), [1]],
    ['what only says that it is JSON is text', () => typed('<p>', 'application/json'), '<p>'],
    ['text is text', () => new Response('hello'), 'hello'],
    ['text keeps its charset', () => typed(Buffer.from([0xe9]), 'text/plain; charset=latin1'), 'é'],
    ['what says no type is text', () => new Response(Buffer.from('raw')), 'raw'],
    ['an unknown charset is read as UTF-8', () => typed('x', 'text/plain; charset=klingon'), 'x'],
    ['nothing is said to be nothing', () => new Response(null, { status: 204 }), 'HTTP 204'],
    [
      'an image is an image',
      () => typed(png, 'image/png'),
      content({ type: 'image', data: 'iVBORw0KGgo=', mediaType: 'image/png' }),
    ],
    [
      'what is neither is named',
      () => typed('%PDF', 'application/pdf'),
      '[HTTP 200: application/pdf, which is neither text nor an image. The tool should return what is to be read of it.]',
    ],
  ]
  for (const [name, response, value] of cases)
    it(name, async () => {
      for (const execute of [response, async () => response()]) {
        const result = await resultOf(execute)
        assert.equal(result.status, 'ok')
        assert.deepEqual(result.value, value)
        assert.notEqual(result.content, '{}')
      }
    })

  it('is read to a bound', async () => {
    const { content: shown } = await resultOf(() => typed(endless('x'.repeat(1e6)), 'text/plain'), {
      maxResultChars: 1_000,
    })
    assert.match(String(shown), /the response has more than 10000000 bytes/)
  })

  it('fails where nobody can read it, and says why', async () => {
    const used = new Response('x')
    await used.text()
    const { error } = await resultOf(() => used)
    assert.equal(error?.code, 'response_unreadable')
    assert.match(
      error?.message,
      /^get failed: The tool returned a Response that has been read already/,
    )
    assert.equal((await resultOf(() => Response.error())).error?.code, 'response_unreadable')
  })

  it('fails as its connection does', async () => {
    const broken = new ReadableStream({ start: (it) => it.error(new Error('reset')) })
    assert.equal((await resultOf(() => new Response(broken))).error?.message, 'get failed: reset')
  })

  it("gets what it returned, if its body is the caller's own", async () => {
    const response = new Response('x', { status: 500 })
    const engine = createEngine({ tools: [tool({ name: 'get', execute: () => 1 })] })
    const turn = engine.turn({ open: true })
    const result = turn.add({ id: '1', name: 'get', input: {} }, { run: () => response })
    turn.commit()
    assert.equal((await result).value, response)
  })
})

describe('a Response that says that a request failed', () => {
  it('is a failure with its status and a piece of its body, returned or thrown', async () => {
    const body = { error: 'no such order', token: 'sk-ant-api03-0123456789abcdefghijklmnop' }
    const answers: ToolDefinition['execute'][] = [
      () => Response.json(body, { status: 404, statusText: 'Not Found' }),
      () => {
        throw Response.json(body, { status: 404, statusText: 'Not Found' })
      },
      async () => Promise.reject(Response.json(body, { status: 404, statusText: 'Not Found' })),
    ]
    for (const execute of answers) {
      const { status, error, attempts } = await resultOf(execute, { retries: 3 })
      assert.deepEqual(
        [status, error?.code, error?.transient, attempts],
        ['failed', 'http_status', undefined, 1],
      )
      assert.equal(
        error?.message,
        'get failed: HTTP 404 Not Found: {"error":"no such order","token":"[redacted]"}',
      )
      assert.equal((error?.cause as { status?: number } | undefined)?.status, 404)
    }
  })

  it('is tried again by its status, and not before it asks for', async () => {
    for (const status of [408, 425, 429, 500, 502, 503, 504, 529]) {
      const headers = { 'retry-after-ms': '1' }
      const { status: ended, attempts } = await resultOf(refusing([status], headers), {
        retries: 1,
      })
      assert.deepEqual([ended, attempts], ['ok', 2], String(status))
    }
    for (const status of [400, 401, 403, 404, 409, 422, 501])
      assert.equal((await resultOf(refusing([status]), { retries: 1 })).attempts, 1)
  })

  it('is not tried again where a repeat may do harm', async () => {
    const writes = { reads: undefined, writes: 'order', retries: 1 }
    assert.equal((await resultOf(refusing([503]), writes)).attempts, 1)
    const safe = { ...writes, idempotent: true }
    assert.equal((await resultOf(refusing([503], { 'retry-after': '0' }), safe)).attempts, 2)
  })

  it('is not waited for when its body does not end, and cut when it is long', async () => {
    const hangs = (): Response => new Response(new ReadableStream({}), { status: 500 })
    const { clock, engine } = lab()
    const fetching = tool({ name: 'get', execute: hangs, timeoutMs: 60_000 })
    const { results } = await clock.run(engine([fetching]).execute(calls('get')))
    assert.equal(results[0]?.error?.message, 'get failed: HTTP 500')
    assert.equal(results[0]?.timing.settledMs, 2_000)
    const long = new Response(endless('x'.repeat(10_000)), { status: 500 })
    const { message = '' } = (await resultOf(() => long)).error ?? {}
    assert.ok(message.length < 2_500 && message.includes('xxx'), message.slice(0, 200))
  })

  it('is one of any package that can be asked for its text', async () => {
    const other = { status: 503, headers: new Map(), text: async () => 'down', bodyUsed: false }
    assert.equal((await resultOf(() => other)).error?.message, 'get failed: HTTP 503: down')
  })
})

it('a body that nobody reads is cancelled, so that its connection is free', async () => {
  let cancelled = false
  const body = new ReadableStream({ cancel: () => void (cancelled = true) })
  const { status, content: told } = await resultOf(() => typed(body, 'application/octet-stream'))
  assert.equal(status, 'ok')
  assert.match(String(told), /neither text nor an image/)
  assert.equal(cancelled, true)
})
