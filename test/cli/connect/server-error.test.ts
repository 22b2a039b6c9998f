import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { serverSentence } from '../../../src/cli/connect/server-error.ts'

const name = { provider: 'anthropic', id: 'claude-x' } as const

/** The shape of both SDKs' errors. */
function apiError(status: number, message: string, headers = new Headers()): Error {
  const error = { type: 'error', error: { type: 'some_error', message } }
  return Object.assign(new Error(`${status} ${JSON.stringify(error)}`), { status, headers, error })
}

suite('serverSentence', () => {
  const sentences: [number, RegExp][] = [
    [401, /^anthropic refused the key \(401\): said so\. Check ANTHROPIC_API_KEY\.$/],
    [403, /refused the key \(403\)/],
    [404, /^anthropic does not know the model "claude-x" \(404\): said so\.$/],
    [429, /takes no more requests now \(429\): said so\. Try again later\.$/],
    [400, /^anthropic rejected the request \(400\): said so\.$/],
    [500, /^anthropic failed \(500\): said so\. Try again later\.$/],
    [529, /failed \(529\)/],
  ]
  for (const [status, sentence] of sentences)
    test(`${status}`, () =>
      assert.match(serverSentence(apiError(status, 'said so.'), name), sentence))

  test('429 says when to try again, if the server does', () => {
    const error = apiError(429, 'slow down', new Headers({ 'retry-after': '7' }))
    assert.match(serverSentence(error, name), /Try again in 7 s\.$/)
  })

  test('a network error says what happened, from the deepest cause', () => {
    const refused = new Error('connect ECONNREFUSED 127.0.0.1:9')
    const error = new Error('Connection error.', {
      cause: new Error('fetch failed', { cause: refused }),
    })
    assert.equal(
      serverSentence(error, name, 'http://127.0.0.1:9'),
      'The request to anthropic at http://127.0.0.1:9 failed: Connection error: connect ECONNREFUSED 127.0.0.1:9.',
    )
  })

  test('is one line, whatever came', () => {
    const html = Object.assign(new Error('502 <html>\n<body>Bad gateway'), { status: 502 })
    assert.equal(
      serverSentence(html, name),
      'anthropic failed (502): <html> <body>Bad gateway. Try again later.',
    )
    assert.equal(serverSentence('a string', name), 'The request to anthropic failed: a string.')
    assert.equal(
      serverSentence(undefined, name),
      'The request to anthropic failed: it threw undefined.',
    )
  })
})
