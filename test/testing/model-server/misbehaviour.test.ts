import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import Anthropic from '@anthropic-ai/sdk'
import OpenAI from 'openai'
import { createModelServer, type ScriptedReply } from '../../../src/testing/index.ts'
import { until } from '../../support/until.ts'
import { ask, askOpenai, withServer, type Harness } from './harness.ts'

const calls = [
  { name: 'a', input: { x: 'first '.repeat(20) } },
  { name: 'b', input: { x: 'second '.repeat(20) } },
]
const cut = (how: 'close' | 'end' | 'hang' | 'error', where: object): ScriptedReply => ({
  calls,
  break: { ...where, how } as NonNullable<ScriptedReply['break']>,
})

/** Reads an Anthropic stream by hand: the text that came, and whether it ended or broke. */
async function readStream({ server }: Harness): Promise<{ text: string; broken: boolean }> {
  const body = JSON.stringify({ ...ask, stream: true })
  const response = await fetch(`${server.url}/v1/messages`, { method: 'POST', body })
  let text = ''
  try {
    for await (const chunk of response.body ?? []) text += Buffer.from(chunk).toString()
    return { text, broken: false }
  } catch {
    return { text, broken: true }
  }
}

describe('a model server that misbehaves', () => {
  for (const status of [400, 401, 429, 500, 529])
    it(`answers ${status} in the shape of both providers`, async () => {
      const script = [{ status, message: 'Not now.' }]
      await withServer({ script }, async ({ anthropic, openai }) => {
        const isRight = (error: { status?: number; message: string }): boolean =>
          error.status === status && error.message.includes('Not now.')
        await assert.rejects(anthropic.messages.create(ask), isRight)
        await assert.rejects(anthropic.messages.stream(ask).finalMessage(), isRight)
        await assert.rejects(openai.chat.completions.create(askOpenai), isRight)
      })
    })

  it('names the errors as each provider does', async () => {
    await withServer({ script: [{ status: 429 }] }, async ({ post }) => {
      const anthropic = (await post('/v1/messages', ask)).body as { error: { type: string } }
      assert.equal(anthropic.error.type, 'rate_limit_error')
      const openai = (await post('/v1/chat/completions', askOpenai)).body as {
        error: { type: string; code: string }
      }
      assert.deepEqual([openai.error.type, openai.error.code], ['requests', 'rate_limit_exceeded'])
    })
  })

  it('says when to try again, in milliseconds and in seconds', async () => {
    await withServer({ script: [{ status: 429, retryAfterMs: 1_200 }] }, async ({ server }) => {
      const body = JSON.stringify(ask)
      const { headers } = await fetch(`${server.url}/v1/messages`, { method: 'POST', body })
      assert.equal(headers.get('retry-after-ms'), '1200')
      assert.equal(headers.get('retry-after'), '2')
    })
  })

  it('lets the clients retry: the same request gets the next turn', async () => {
    const script = [{ status: 429, retryAfterMs: 20, times: 2 }, { text: 'Now.' }]
    await withServer({ script }, async ({ server }) => {
      const anthropic = new Anthropic({ apiKey: 'x', baseURL: server.anthropicBaseURL })
      assert.equal(await anthropic.messages.stream(ask).finalText(), 'Now.')
      const openai = new OpenAI({ apiKey: 'x', baseURL: server.openaiBaseURL })
      const { choices } = await openai.chat.completions.create(askOpenai)
      assert.equal(choices[0]?.message.content, 'Now.')
      assert.deepEqual(
        server.requests.map(({ status, attempt }) => [status, attempt]),
        [0, 1, 2, 0, 1, 2].map((attempt) => [attempt < 2 ? 429 : 200, attempt]),
      )
    })
  })

  it('breaks the connection in the middle of a call', async () => {
    await withServer({ script: [cut('close', { call: 1 })] }, async (harness) => {
      const { text, broken } = await readStream(harness)
      assert.ok(broken)
      assert.ok(text.includes('first first') && text.includes('second'))
      assert.ok(!text.includes('message_delta'))
      assert.equal(text.match(/content_block_stop"/g)?.length, 1, 'the second block is open')
      await assert.rejects(harness.anthropic.messages.stream(ask).finalMessage())
      await assert.rejects(harness.openai.chat.completions.stream(askOpenai).finalChatCompletion())
      assert.equal(harness.server.requests[0]?.respondedAtMs, undefined)
      assert.equal(harness.server.requests[0]?.blockEndedAtMs.length, 1)
    })
  })

  it('breaks the connection in the middle of a whole response', async () => {
    await withServer({ script: [cut('close', { call: 0 })] }, async ({ anthropic, openai }) => {
      await assert.rejects(anthropic.messages.create(ask))
      await assert.rejects(openai.chat.completions.create(askOpenai))
    })
  })

  for (const afterBytes of [0, 1, 100])
    it(`breaks the connection after ${afterBytes} bytes`, async () => {
      await withServer({ script: [cut('close', { afterBytes })] }, async (harness) => {
        if (afterBytes === 0) await assert.rejects(readStream(harness))
        else assert.deepEqual((await readStream(harness)).text.length, afterBytes)
        await assert.rejects(harness.anthropic.messages.create(ask))
      })
    })

  it('ends a stream in the middle as if it were whole', async () => {
    await withServer({ script: [cut('end', { call: 0 })] }, async (harness) => {
      const { text, broken } = await readStream(harness)
      assert.ok(!broken)
      assert.ok(text.includes('first') && !text.includes('content_block_stop'))
      assert.notEqual(harness.server.requests[0]?.respondedAtMs, undefined)
    })
  })

  it('ends a whole response in the middle, with a length that fits', async () => {
    await withServer({ script: [cut('end', { afterBytes: 40 })] }, async ({ server, post }) => {
      await assert.rejects(post('/v1/messages', ask), SyntaxError)
      assert.equal(server.requests[0]?.status, 200)
    })
  })

  it('sends an error event in the middle of a stream', async () => {
    await withServer({ script: [cut('error', { call: 0 })] }, async ({ anthropic, openai }) => {
      await assert.rejects(anthropic.messages.stream(ask).finalMessage(), /api_error/)
      await assert.rejects(
        openai.chat.completions.stream(askOpenai).finalChatCompletion(),
        /breaks off here/,
      )
      await assert.rejects(
        anthropic.messages.create(ask),
        (error: { status?: number }) => error.status === 500,
      )
    })
  })

  it('sends junk', async () => {
    const script = [{ raw: '<h1>Bad gateway</h1>', contentType: 'text/html', status: 502 }]
    await withServer({ script }, async ({ server, anthropic }) => {
      const body = JSON.stringify(ask)
      const response = await fetch(`${server.url}/v1/messages`, { method: 'POST', body })
      assert.equal(response.status, 502)
      assert.equal(response.headers.get('content-type'), 'text/html')
      assert.equal(await response.text(), '<h1>Bad gateway</h1>')
      await assert.rejects(anthropic.messages.create(ask), /502/)
    })
  })

  it('says nothing until the server closes', async () => {
    const server = await createModelServer({ script: [{ hang: true }] })
    const client = new Anthropic({ apiKey: 'x', baseURL: server.url, maxRetries: 0 })
    const asked = assert.rejects(client.messages.create(ask), /Connection error/)
    await until(() => server.requests.length === 1)
    await server.close()
    await asked
    assert.equal(server.requests[0]?.status, undefined)
  })

  it('stops in the middle of a call and says nothing more until the server closes', async () => {
    const server = await createModelServer({ script: [cut('hang', { call: 1 })] })
    const body = JSON.stringify({ ...ask, stream: true })
    const response = await fetch(`${server.url}/v1/messages`, { method: 'POST', body })
    const reader = response.body?.getReader()
    const first = await reader?.read()
    assert.ok(
      Buffer.from(first?.value ?? [])
        .toString()
        .includes('message_start'),
    )
    const closed = reader?.closed
    await server.close()
    await assert.rejects(closed ?? Promise.resolve())
  })

  it('lets a client leave while it hangs', async () => {
    await withServer({ script: [{ hang: true }] }, async ({ server, anthropic }) => {
      const controller = new AbortController()
      const left = assert.rejects(anthropic.messages.create(ask, { signal: controller.signal }))
      await until(() => server.requests.length === 1)
      controller.abort()
      await left
    })
  })
})
