import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createEngine, type ToolResult } from '../../../src/index.ts'
import { mcpTools, type McpClient } from '../../../src/mcp.ts'

/** A client that gives its connection up when it is called, and says why by itself, as those of the SDK do. */
function clientThatGivesUp(why: string | undefined): McpClient {
  const client = {
    transport: {} as object | undefined,
    onerror: undefined as ((error: Error) => void) | undefined,
    callTool: async (): Promise<never> => {
      if (why !== undefined) client.onerror?.(new Error(why))
      client.transport = undefined
      throw new Error('Connection closed')
    },
    listTools: async () => ({ tools: [{ name: 'dump', inputSchema: { type: 'object' } }] }),
    getServerVersion: () => ({ name: 'test' }),
    getServerCapabilities: () => ({ tools: {} }),
    ping: async (): Promise<void> => {},
    close: async (): Promise<void> => {},
  }
  return client
}

test('a lost connection says why its client gave it up', async () => {
  for (const [why, said] of [
    ['The answer is longer than 10 bytes', /was lost: The answer is longer than 10 bytes/],
    [undefined, /was lost\.$/],
  ] as const) {
    const tools = await mcpTools(clientThatGivesUp(why))
    const { results } = await createEngine({ tools }).execute([
      { id: '1', name: 'dump', input: {} },
    ])
    const { status, error } = results[0] as ToolResult
    assert.equal(status, 'unknown')
    assert.match(String(error?.cause), said)
  }
})
