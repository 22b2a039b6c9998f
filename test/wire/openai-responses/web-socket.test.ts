import assert from 'node:assert/strict'
import { setImmediate } from 'node:timers/promises'
import { test, type TestContext } from 'node:test'
import { createAgent } from '../../../src/agent/agent.ts'
import { tool, type AnyTool } from '../../../src/call/tool.ts'
import { openai } from '../../../src/openai.ts'
import { createModelServer, type ModelServer, type Script } from '../../../src/testing/index.ts'
import { createEngine } from '../../../src/turn/engine.ts'
import type { WebSocketSend } from '../../../src/wire/openai-responses/web-socket.ts'
import { readSource } from '../../../src/wire/source/read-source.ts'
import {
  webSocketServer,
  type Peer,
  type WebSocketServer,
} from '../../support/web-socket-server.ts'
import { callEvents, created, ended, functionCall } from '../support/responses-events.ts'

const look = tool({ name: 'look', reads: [], execute: () => 'seen' }) as AnyTool
const engine = createEngine({ tools: [look] })
const script: Script = [
  { text: 'I look.', calls: [{ name: 'look' }, { name: 'look' }] },
  { text: 'Done.' },
]

interface World {
  readonly server: ModelServer
  readonly sockets: WebSocketServer
  readonly client: WebSocketSend
  readonly agent: ReturnType<typeof agentOn>
}

const agentOn = (client: WebSocketSend) =>
  createAgent({ engine, model: openai.responses.model(client, { model: 'gpt-5' }) })

/** The scripted model server behind WebSockets. `meddle` may answer a request itself, and then says so. */
async function world(
  context: TestContext,
  meddle: (peer: Peer, count: number) => boolean = () => false,
  of: Script = script,
): Promise<World> {
  const server = await createModelServer({ script: of })
  context.after(() => server.close())
  let count = 0
  const sockets = await webSocketServer(context, (text, peer) => {
    count += 1
    if (!meddle(peer, count)) void relay(server, text, peer)
  })
  const client = openai.responses.webSocket(() => new WebSocket(sockets.url))
  context.after(() => client.close())
  return { server, sockets, client, agent: agentOn(client) }
}

/** Answers a `response.create` event with what the scripted server says, an event a frame. */
async function relay(server: ModelServer, text: string, peer: Peer): Promise<void> {
  const { type, ...body } = JSON.parse(text) as { type: string; stream?: unknown }
  assert.equal(type, 'response.create')
  assert.equal('stream' in body, false)
  const response = await fetch(`${server.openaiBaseURL}/responses`, {
    method: 'POST',
    body: JSON.stringify({ ...body, stream: true }),
  })
  if (!response.ok) {
    const { error } = (await response.json()) as { error: object }
    return peer.send(JSON.stringify({ type: 'error', status: response.status, error }))
  }
  const { events } = (await readSource(response)) as { events: AsyncIterable<unknown> }
  peer.send(': keep alive')
  peer.sendBinary(new Uint8Array([1, 2, 3]))
  for await (const event of events) peer.send(JSON.stringify(event), 3)
}

test('an agent over a WebSocket: one connection serves one request after the other', async (context) => {
  const { agent, sockets, server } = await world(context)
  const run = agent.run('Go')
  let said = ''
  for await (const event of run) if (event.type === 'text') said += event.text
  const { outcome, stats } = await run.result
  assert.deepEqual([outcome, said, stats.calls], ['answered', 'I look.Done.', 2])
  assert.deepEqual([server.requests.length, sockets.peers.length], [2, 1])
})

test('runs at the same time have a connection each, which serve others later', async (context) => {
  const { agent, sockets } = await world(context)
  const ask = () => agent.run('Go').result
  const ended = await Promise.all([ask(), ask(), ask()])
  assert.deepEqual(
    ended.map(({ text }) => text),
    ['Done.', 'Done.', 'Done.'],
  )
  assert.equal(sockets.peers.length, 3)
  await ask()
  assert.equal(sockets.peers.length, 3)
})

for (const how of ['close', 'destroy'] as const)
  test(`a socket that is gone in the middle of a message (${how}): it is broken, and asked for again on a new one`, async (context) => {
    const { agent, sockets, server } = await world(context, (peer, count) => {
      if (count !== 1) return false
      for (const event of [created, ...callEvents(0, functionCall('A', 'look', '{}'), '{')])
        peer.send(JSON.stringify(event))
      peer[how]()
      return true
    })
    const { text, stats } = await agent.run('Go').result
    assert.deepEqual([text, stats.requests], ['Done.', 3])
    assert.deepEqual([server.requests.length, sockets.peers.length], [2, 2])
  })

test('a socket that closes without a word gives a broken response, too', async (context) => {
  const { client } = await world(context, (peer) => {
    peer.close()
    return true
  })
  const { signal } = new AbortController()
  const { stop } = await openai.responses.answer(engine, client({ model: 'gpt-5' }, { signal }))
  assert.equal(stop.kind, 'broken')
  assert.match(stop.message, /the WebSocket closed \(code 1001\) before the response was over/)
})

test('an error frame before the response is the error status that HTTP would have', async (context) => {
  const { agent, sockets } = await world(context, () => false, [{ status: 429 }, { text: 'Done.' }])
  await assert.rejects(agent.run('Go').result, /HTTP status 429: The script answers/)
  assert.equal((await agent.run('Go').result).text, 'Done.')
  assert.equal(sockets.peers.length, 2)
})

test('an error frame in the middle, or of a connection that is too old, is a broken response', async (context) => {
  const tooOld = { code: 'websocket_connection_limit_reached', message: 'Too old.' }
  const { agent, sockets } = await world(context, (peer, count) => {
    if (count === 1) peer.send(JSON.stringify({ type: 'error', status: 400, error: tooOld }))
    if (count !== 2) return count < 2
    peer.send(JSON.stringify(created))
    peer.send(JSON.stringify({ type: 'error', status: 500, error: { message: 'Sorry.' } }))
    return true
  })
  const { text, stats } = await agent.run('Go').result
  assert.deepEqual([text, stats.requests, sockets.peers.length], ['Done.', 4, 3])
})

test('a connection that is refused rejects the request', async (context) => {
  const { sockets } = await world(context)
  const headers = { authorization: 'Bearer wrong' }
  const refused = openai.responses.webSocket(() => new WebSocket(sockets.url, { headers }))
  await assert.rejects(agentOn(refused).run('Go').result, /The WebSocket did not open/)
  assert.equal(sockets.peers.length, 0)
})

test('an idle connection that the server closes is not used again', async (context) => {
  const { agent, sockets } = await world(context)
  await agent.run('Go').result
  sockets.peers[0]?.close()
  await sockets.peers[0]?.closed
  await setImmediate()
  assert.equal((await agent.run('Go').result).text, 'Done.')
  assert.equal(sockets.peers.length, 2)
})

test('a run that is cancelled closes the connection, for the rest of the response would come in', async (context) => {
  const { agent, sockets } = await world(context, (peer) => {
    peer.send(JSON.stringify(created))
    return true
  })
  const run = agent.run('Go')
  while (sockets.peers[0]?.texts.length !== 1) await setImmediate()
  run.cancel()
  assert.equal((await run.result).outcome, 'cancelled')
  await sockets.peers[0].closed
})

test('a socket of your own is a source, and stays open', async (context) => {
  const { sockets } = await world(context, (peer) => {
    const item = functionCall('A', 'look', '{}')
    for (const event of [created, ...callEvents(0, item, '{}'), ended([item])])
      peer.send(JSON.stringify(event))
    return true
  })
  const socket = new WebSocket(sockets.url)
  await new Promise((resolve) => socket.addEventListener('open', resolve))
  for (let round = 0; round < 2; round += 1) {
    socket.send(JSON.stringify({ type: 'response.create', model: 'gpt-5', input: [] }))
    const reply = await openai.responses.answer(engine, openai.responses.events(socket))
    assert.deepEqual(
      reply.report.results.map(({ content }) => content),
      ['seen'],
    )
  }
  assert.equal(socket.readyState, WebSocket.OPEN)
  socket.close()
})
