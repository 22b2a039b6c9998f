import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { McpClient } from '../../../src/adapt/mcp/client.ts'
import { Connection } from '../../../src/adapt/mcp/connection.ts'

/** A client that is closed once its server has ended; as that of the SDK, it is done at once if it is closed a second time. */
function makeClient(listed: () => Promise<unknown> = async () => ({ tools: [] })) {
  const ended = Promise.withResolvers<void>()
  let closed = 0
  const client = {
    transport: {} as object | undefined,
    callTool: () => ({ content: [] }),
    listTools: listed,
    getServerVersion: () => undefined,
    getServerCapabilities: () => ({ tools: {} }),
    ping: async () => ({}),
    close: async () => {
      closed += 1
      client.transport = undefined
      if (closed === 1) await ended.promise
    },
  } satisfies McpClient & { transport: object | undefined }
  return { client, end: ended.resolve, closed: () => closed }
}

/** Whether a promise is still pending once all that is due has run. */
async function isPending(promise: Promise<unknown>): Promise<boolean> {
  const turn = new Promise((resolve) => setImmediate(resolve, 'pending'))
  return (await Promise.race([promise, turn])) === 'pending'
}

suite('a connection that is closed', () => {
  test('waits for the end of its server, however often it is closed', async () => {
    const made = makeClient()
    const connection = new Connection(() => made.client)
    await connection.client()
    const closings = [connection.close(), connection.close()]
    for (const closing of closings) assert.equal(await isPending(closing), true)
    made.end()
    await Promise.all(closings)
    assert.equal(made.closed(), 1)
  })

  test('ends the connecting that is under way, and waits for the end of what came of it', async () => {
    const made = makeClient()
    const connection = new Connection(
      (signal) =>
        new Promise((resolve) => signal.addEventListener('abort', () => resolve(made.client))),
    )
    const opening = connection.client()
    const closing = connection.close()
    await opening
    assert.equal(await isPending(closing), true)
    made.end()
    await closing
    assert.equal(made.closed(), 1)
  })

  test('waits for the servers of clients before, too, also of one that listed no tools', async () => {
    const first = makeClient()
    const deaf = makeClient(() => Promise.reject(new Error('No list.')))
    const clients = [first.client, deaf.client]
    const connection = new Connection(() => clients.shift() as McpClient)
    await connection.list()
    first.client.transport = undefined
    await assert.rejects(connection.list(), /could not be connected again: No list/)
    const closing = connection.close()
    first.end()
    assert.equal(await isPending(closing), true)
    deaf.end()
    await closing
    assert.deepEqual([first.closed(), deaf.closed()], [1, 1])
  })
})
