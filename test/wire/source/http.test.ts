import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FanfoldError } from '../../../src/call/errors/error.ts'
import { HttpStatusError } from '../../../src/wire/source/source-error.ts'
import { readSource } from '../../../src/wire/source/read-source.ts'

async function failureOf(response: Response): Promise<HttpStatusError> {
  const error: unknown = await readSource(response).catch((reason: unknown) => reason)
  assert.ok(error instanceof HttpStatusError, String(error))
  assert.ok(FanfoldError.is(error))
  assert.equal(error.code, 'http_status')
  return error
}

test("names the status, the provider's message and its request id", async () => {
  const body = { type: 'error', error: { type: 'rate_limit_error', message: 'Too many tokens.' } }
  const headers = { 'retry-after': '7', 'request-id': 'req_9' }
  const error = await failureOf(Response.json(body, { status: 429, headers }))
  assert.equal(error.status, 429)
  assert.equal(error.retryAfterMs, 7000)
  assert.equal(
    error.message,
    'The provider answered with HTTP status 429: Too many tokens. (rate_limit_error) (request req_9)',
  )
})

for (const [name, body, said] of [
  [
    'OpenAI',
    { error: { message: 'Bad.', type: 'invalid_request_error', code: null } },
    /: Bad\. \(invalid_request_error\)$/,
  ],
  [
    'vLLM',
    { object: 'error', message: 'Bad.', type: 'BadRequestError', code: 400 },
    /: Bad\. \(BadRequestError\)$/,
  ],
  ['Ollama', { error: 'model not found' }, /: model not found$/],
  ['FastAPI', { detail: 'Not Found' }, /: Not Found$/],
  ['another', { error: { reason: 'x' } }, /: \{"reason":"x"\}$/],
  ['a gateway', { success: false, message: 'Bad.', data: null }, /: Bad\.$/],
  ['a gateway in a list', [{ error: { message: 'Bad.', code: 'busy' } }], /: Bad\. \(busy\)$/],
  [
    'Cloudflare',
    { success: false, errors: [{ code: 7003, message: 'Bad.' }] },
    /: Bad\. \(7003\)$/,
  ],
  [
    'Baidu',
    { error_code: 18, error_msg: 'Open api qps limit reached' },
    /: Open api qps limit reached \(18\)$/,
  ],
  ['Zhipu', { code: 1001, msg: 'No key.', success: false }, /: No key\. \(1001\)$/],
] as const)
  test(`reads the error of ${name}`, async () => {
    assert.match((await failureOf(Response.json(body, { status: 400 }))).message, said)
  })

test('an error page that is HTML, or empty, is named by its title and its status', async () => {
  const page = new Response('<html><title>502 Bad Gateway</title></html>', { status: 502 })
  assert.match(
    (await failureOf(page)).message,
    /status 502: an HTML page titled "502 Bad Gateway"$/,
  )
  assert.match((await failureOf(new Response(null, { status: 503 }))).message, /status 503$/)
})

test('what looks like a key is not repeated', async () => {
  const body = { error: { message: 'Incorrect API key provided: sk-proj-abcdefghijklmnop1234.' } }
  const { message } = await failureOf(Response.json(body, { status: 401 }))
  assert.doesNotMatch(message, /abcdefgh/)
})

test('without a Retry-After there is no wait', async () => {
  assert.equal((await failureOf(new Response('', { status: 500 }))).retryAfterMs, undefined)
})

test('of an endless error body only the start is read', async () => {
  let cancelled = false
  const body = new ReadableStream({
    pull: (controller) => controller.enqueue(new Uint8Array(4096).fill(120)),
    cancel: () => {
      cancelled = true
    },
  })
  const { message } = await failureOf(new Response(body, { status: 500 }))
  assert.ok(message.length < 300)
  assert.equal(cancelled, true)
})
