import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { connect } from 'node:net'
import { describe, it } from 'node:test'
import { createModelServer, type Script } from '../../src/testing/index.ts'
import { patienceMs, until } from '../support/until.ts'
import { ask, askOpenai, withServer } from './model-server/harness.ts'

describe('a model server', () => {
  it('serves fifty conversations at once', async () => {
    let asked = 0
    // Answers none before all have asked.
    const script: Script = async () => {
      asked += 1
      await until(() => asked === 50)
      return { calls: [{ name: 'a' }, { name: 'b' }] }
    }
    const pace = { firstTokenMs: 20, blockMs: 20 }
    await withServer({ script, pace }, async ({ server, anthropic, openai }) => {
      const said = await Promise.all(
        Array.from({ length: 50 }, async (_, n) => {
          const messages = [{ role: 'user' as const, content: `Conversation ${n}` }]
          if (n % 2 === 0) {
            const { content } = await anthropic.messages.stream({ ...ask, messages }).finalMessage()
            return content.map((block) => block.type === 'tool_use' && block.id).join()
          }
          const { choices } = await openai.chat.completions.create({ ...askOpenai, messages })
          return choices[0]?.message.tool_calls?.map(({ id }) => id).join()
        }),
      )
      assert.deepEqual(
        said,
        said.map((_, n) => (n % 2 === 0 ? 'toolu_1_1,toolu_1_2' : 'call_1_1,call_1_2')),
      )
      assert.equal(new Set(server.requests.map(({ body }) => JSON.stringify(body))).size, 50)
      assert.ok(server.requests.every(({ turn, attempt }) => turn === 0 && attempt === 0))
    })
  })

  it('records what came, without credentials', async () => {
    await withServer({ script: [{ text: 'Hi' }] }, async ({ server, anthropic, openai }) => {
      const beforeMs = performance.now()
      await anthropic.messages.create(ask)
      await openai.chat.completions.create(askOpenai)
      const [first, second] = server.requests
      assert.ok(first !== undefined && second !== undefined)
      assert.deepEqual(
        [first.method, first.path, first.format],
        ['POST', '/v1/messages', 'anthropic'],
      )
      assert.deepEqual([second.path, second.format], ['/v1/chat/completions', 'openai-chat'])
      assert.deepEqual(first.body, ask)
      assert.equal(first.headers['authorization'], '(hidden)')
      assert.equal(second.headers['authorization'], '(hidden)')
      assert.match(first.headers['anthropic-version'] ?? '', /^2/)
      assert.ok(!JSON.stringify(server.requests).includes('secret-key'))
      const times = [beforeMs, first.receivedAtMs, first.responseStartedAtMs, first.respondedAtMs]
      assert.deepEqual(
        times,
        times.toSorted((one = 0, other = 0) => one - other),
      )
      assert.ok(second.receivedAtMs >= (first.respondedAtMs ?? Infinity))
    })
  })

  it('answers 404 to what no provider has, in a shape that both clients read', async () => {
    await withServer({ script: [] }, async ({ server, anthropic, openai }) => {
      const unknown = { status: 404, message: /Unknown request URL: GET \/v1\/models/ }
      await assert.rejects(async () => void (await anthropic.models.list()), unknown)
      await assert.rejects(async () => void (await openai.models.list()), unknown)
      assert.equal((await fetch(`${server.url}/v1/messages`)).status, 404)
    })
  })

  it('closes with connections that are idle, silent, or in the middle of a stream', async () => {
    const listening = (): number =>
      process.getActiveResourcesInfo().filter((name) => name === 'TCPServerWrap').length
    // The last test's server is closed, but not yet off the list.
    await new Promise((resolve) => void setTimeout(resolve, 1))
    const others = listening()
    const script = [{ text: 'Hi '.repeat(1_000) }]
    const server = await createModelServer({ script, pace: { tokensPerSecond: 1 } })
    const { hostname, port } = new URL(server.url)
    const silent = connect(Number(port), hostname)
    const half = connect(Number(port), hostname, () => {
      half.write('POST /v1/messages HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{"a')
    })
    const ended = Promise.all(
      [silent, half].map((socket) => {
        socket.on('error', () => {})
        return new Promise((resolve) => void socket.once('close', resolve))
      }),
    )
    await fetch(`${server.url}/nothing`)
    const body = JSON.stringify({ ...ask, stream: true })
    const response = await fetch(`${server.url}/v1/messages`, { method: 'POST', body })
    const text = response.text()
    const startedAtMs = performance.now()
    await Promise.all([server.close(), server.close(), assert.rejects(text), ended])
    // The stream alone would take ten minutes.
    assert.ok(performance.now() - startedAtMs < patienceMs)
    await assert.rejects(fetch(server.url))
    assert.equal(listening(), others)
  })

  it('closes while a script is still thinking', async () => {
    const server = await createModelServer({ script: () => new Promise<never>(() => {}) })
    const asked = fetch(`${server.url}/v1/messages`, { method: 'POST', body: JSON.stringify(ask) })
    const failed = assert.rejects(asked)
    await until(() => server.requests.length === 1)
    await server[Symbol.asyncDispose]()
    await failed
  })

  it('listens on a port of choice, or says why not', async () => {
    const other = createServer()
    await new Promise<void>((resolve) => void other.listen(0, '127.0.0.1', resolve))
    const { port } = other.address() as AddressInfo
    await assert.rejects(createModelServer({ script: [], port }), /EADDRINUSE/)
    await new Promise((resolve) => void other.close(resolve))
    const server = await createModelServer({ script: [], port })
    assert.equal(server.url, `http://127.0.0.1:${port}`)
    await server.close()
  })
})
