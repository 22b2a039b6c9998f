import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createEngine, type ToolResult } from '../../../src/index.ts'
import { mcpTools, type McpClient } from '../../../src/mcp.ts'

/** A client that gives its connection up when it is called, and says why by itself, as those of the SDK do. */
function clientThatGivesUp(why: string | undefined, answers = 0): McpClient {
  let calls = 0
  const client = {
    transport: {} as object | undefined,
    onerror: undefined as ((error: Error) => void) | undefined,
    callTool: async (): Promise<unknown> => {
      calls += 1
      if (why !== undefined && calls === 1) client.onerror?.(new Error(why))
      if (calls <= answers) return { content: [] }
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

test('what a client told before it answered says nothing of a later loss', async () => {
  const tools = await mcpTools(clientThatGivesUp('A notification could not be read', 1))
  const engine = createEngine({ tools })
  await engine.execute([{ id: '1', name: 'dump', input: {} }])
  const { results } = await engine.execute([{ id: '2', name: 'dump', input: {} }])
  assert.match(String(results[0]?.error?.cause), /was lost\.$/)
})
