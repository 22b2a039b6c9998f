import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { createEngine, type Engine, type ToolCall, type ToolResult } from '../../../src/index.ts'
import { mcpTools, type McpClient } from '../../../src/mcp.ts'
import { until } from '../../support/until.ts'
import { Lab, nameOf, pairings } from './lab.ts'

const call = (name: string, input: object = {}, id = name): ToolCall => ({ id, name, input })

async function run(engine: Engine, ...calls: ToolCall[]): Promise<readonly ToolResult[]> {
  return (await engine.execute(calls)).results
}

/** What the server has seen. */
async function statsOf(engine: Engine): Promise<{ cancelled: number; pid: number }> {
  const [stats] = await run(engine, call('stats'))
  return stats?.value as { cancelled: number; pid: number }
}

for (const pairing of pairings)
  suite(`mcpTools, with ${nameOf(pairing)}`, () => {
    const lab = new Lab(pairing)
    let client: McpClient
    before(async () => {
      client = await lab.connect()
    })
    after(() => lab.end())

    test('has every tool with the effects that its hints say, and calls it', async () => {
      const tools = await mcpTools(client, { prefix: 'up' })
      const byName = new Map(tools.map((each) => [each.name, each]))
      const { reads, writes, idempotent, description } = byName.get('up__lookup') ?? {}
      assert.deepEqual(
        { reads, writes, idempotent, description },
        {
          reads: 'mcp/up',
          writes: undefined,
          idempotent: undefined,
          description: 'Looks up a number.',
        },
      )
      assert.equal(byName.get('up__edit')?.writes, 'mcp/up')
      assert.equal(byName.get('up__once')?.idempotent, true)
      const engine = createEngine({ tools })
      const lookups = Array.from({ length: 10 }, (_, n) => call('up__lookup', { n }, String(n)))
      const results = await run(engine, ...lookups)
      assert.deepEqual(
        results.map(({ content }) => content),
        lookups.map((_, n) => `value ${n}`),
      )
    })

    test('40 edits of one turn are all there, in call order', async () => {
      const tools = await mcpTools(client)
      const edits = Array.from({ length: 40 }, (_, n) => call('edit', { path: 'a', n }, String(n)))
      const results = await run(createEngine({ tools }), ...edits, call('file'))
      assert.deepEqual(
        results.at(-1)?.value,
        Array.from(edits, (_, n) => n),
      )
    })

    test('a deaf tool is timed out by the engine, and the server sees that it was cancelled', async () => {
      const tools = await mcpTools(client, {
        rules: { deaf: { timeoutMs: 250 } },
      })
      const engine = createEngine({ tools })
      const [deaf, beside] = await run(engine, call('deaf'), call('lookup', { n: 1 }))
      assert.deepEqual([deaf?.status, beside?.status], ['timed-out', 'ok'])
      await until(async () => {
        return (await statsOf(engine)).cancelled > 0
      })
    })

    test('a cancel reaches the server, and progress the turn', async () => {
      const tools = await mcpTools(client)
      const engine = createEngine({ tools })
      const turn = engine.turn({ open: true })
      const deaf = turn.add(call('deaf'))
      const told: unknown[] = []
      for await (const event of turn)
        if (event.type === 'call.progress') {
          told.push(event.progress)
          break
        }
      turn.cancel('deaf')
      assert.equal((await deaf).status, 'cancelled')
      turn.commit()
      assert.equal((told[0] as { message: string }).message, 'deaf')
      await until(async () => {
        return (await statsOf(engine)).cancelled > 1
      })
    })

    test('results are parts, values and failures', async () => {
      const tools = await mcpTools(client)
      const engine = createEngine({ tools, retries: 3 })
      const [parts, stats, json, fail, wrong] = await run(
        engine,
        call('parts'),
        call('stats'),
        call('json'),
        call('fail'),
        call('lookup', { n: 'one' }),
      )
      assert.deepEqual(parts?.content, [
        { type: 'text', text: 'see' },
        { type: 'image', data: 'iVBORw0KGgo=', mediaType: 'image/png' },
        { type: 'text', text: '[audio, audio/wav, 6 bytes]' },
        { type: 'resource', uri: 'file:///a', text: 'a', mediaType: 'text/plain' },
        { type: 'resource', uri: 'file:///b', text: 'of b', mediaType: 'text/plain' },
        { type: 'resource', uri: 'file:///c', text: '3 bytes' },
      ])
      assert.deepEqual(Object.keys(stats?.value as object), ['cancelled', 'pid'])
      assert.deepEqual(json?.content, [{ type: 'text', text: '{ "customer": { "id": 7 } }' }])
      assert.deepEqual(json?.value, { customer: { id: 7 } })
      assert.deepEqual(
        [fail?.status, fail?.content, fail?.error?.code, fail?.attempts],
        ['failed', '429: rate limited, retry after 1 s', 'mcp_tool_error', 1],
      )
      assert.deepEqual([wrong?.status, wrong?.attempts], ['failed', 0])
    })

    test('a list that has changed is there after refresh(), and what has not changed is the same object', async () => {
      const tools = await mcpTools(client)
      const { refresh } = tools
      const engine = createEngine({ tools })
      await run(engine, call('add_tool'))
      const later = await refresh()
      assert.deepEqual(
        later.filter((each) => !tools.includes(each)).map(({ name }) => name),
        // The server of version 2 makes its tools anew for each request over HTTP, and so forgets.
        pairing.over === 'http' && pairing.server === 2 ? [] : ['added'],
      )
    })

    if (pairing.server === 2)
      test('a call that asks for more input fails, and says so', async () => {
        const tools = await mcpTools(client)
        const [ask] = await run(createEngine({ tools }), call('ask'))
        assert.equal(ask?.status, 'failed')
        if (pairing.modern) assert.match(String(ask?.content), /^ask asked for more input/)
      })
  })
