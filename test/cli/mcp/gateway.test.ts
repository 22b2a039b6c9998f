import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { McpCallResult, McpClient, McpListedTool } from '../../../src/adapt/mcp/client.ts'
import { readConfig } from '../../../src/adapt/mcp/config/config.ts'
import { Connection } from '../../../src/adapt/mcp/connection.ts'
import { ServerToolset } from '../../../src/adapt/mcp/server-toolset.ts'
import { Gateway } from '../../../src/cli/mcp/gateway.ts'
import { createEngine } from '../../../src/turn/engine.ts'

const image = { type: 'image', data: 'aGk=', mimeType: 'image/png' }
const results: Readonly<Record<string, McpCallResult>> = {
  plain: { content: [{ type: 'text', text: 'found' }] },
  json: { content: [{ type: 'text', text: '{ "n": 1 }' }] },
  structured: { content: [{ type: 'text', text: '{"n":1}' }], structuredContent: { n: 1 } },
  picture: { content: [image], structuredContent: { n: 1 } },
}

async function setUp(rule: object, outputSchema?: object) {
  const asked: string[] = []
  const client: McpClient = {
    callTool: async ({ name }) => {
      asked.push(name)
      await Promise.resolve()
      return results[name]
    },
    listTools: () =>
      Promise.resolve({
        tools: Object.keys(results).map((name): McpListedTool => ({
          name,
          inputSchema: { type: 'object' },
          annotations: { readOnlyHint: true },
          ...(outputSchema !== undefined && { outputSchema }),
        })),
      }),
    getServerVersion: () => ({ name: 'a' }),
    getServerCapabilities: () => ({ tools: {} }),
    ping: () => Promise.resolve(),
    close: () => Promise.resolve(),
  }
  const toolset = new ServerToolset(
    { connection: new Connection(client), key: 'mcp/a', prefix: 'a', trust: true },
    () => rule,
  )
  await toolset.refresh()
  const tools = toolset.all.map((each) => ({ ...each, toolset }))
  const config = readConfig('{"mcpServers":{"a":{"command":"x"}}}')
  const gateway = new Gateway(createEngine({ tools: [] }), config, {
    tools: () => Promise.resolve(tools),
  })
  const call = (name: string): Promise<object> =>
    gateway.call(
      { params: { name: `a__${name}` } },
      {
        mcpReq: { signal: new AbortController().signal, notify: () => Promise.resolve() },
      },
    )
  return { asked, call, gateway }
}

suite('results that calls of the gateway share', () => {
  for (const [what, rule] of [
    ['cache', { cache: { ttlMs: 60_000 } }],
    ['cache with a scope', { cache: { ttlMs: 60_000, scope: 's' } }],
    ['coalesce', { coalesce: true }],
    ['coalesce with a scope', { coalesce: { scope: 's' } }],
  ] as const)
    test(`are what the server sent, with ${what}`, async () => {
      const { asked, call } = await setUp(rule)
      for (const name of Object.keys(results)) {
        const both =
          'cache' in rule
            ? [await call(name), await call(name)]
            : await Promise.all([call(name), call(name)])
        assert.deepEqual(both, [results[name], results[name]], name)
      }
      assert.deepEqual(asked, Object.keys(results))
    })
})

suite('the tools that the gateway lists', () => {
  for (const [what, outputSchema, isListed] of [
    ['goes on if it is right', { type: 'object', properties: { n: { type: 'number' } } }, true],
    ['is left out if it refers to nothing', { properties: { n: { $ref: '#/nowhere' } } }, false],
    ['is left out if it is no schema', { type: 'object', properties: { n: { type: 'x' } } }, false],
  ] as const)
    test(`have a schema of results that ${what}`, async () => {
      const { gateway } = await setUp({}, outputSchema)
      const listed = (await gateway.list()).filter(({ name }) => name.startsWith('a__'))
      assert.equal(listed.length, Object.keys(results).length)
      for (const tool of listed) assert.equal('outputSchema' in tool, isListed)
    })
})
