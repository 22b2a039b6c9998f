import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { createEngine, type ToolResult } from '../../../src/index.ts'
import { mcpTools } from '../../../src/mcp.ts'
import { RefusingServer, type Asked } from './refusing-server.ts'

const tools = [{ name: 'write', inputSchema: { type: 'object' } }]

for (const version of [1, 2] as const)
  suite(`a server over HTTP that refuses, with a client of version ${String(version)}`, () => {
    async function write(
      hear: (asked: Asked) => boolean,
      times = 1,
      listed: readonly object[] = tools,
    ): Promise<{ readonly result: ToolResult; readonly calls: number; readonly sessions: number }> {
      const server = new RefusingServer(listed, hear)
      await server.listen()
      try {
        const found = await mcpTools(() => server.connect(version))
        const engine = createEngine({ tools: found, retries: 2, retryBudget: false })
        let result: ToolResult | undefined
        for (let n = 0; n < times && result?.status !== 'ok'; n += 1)
          [result] = (await engine.execute([{ id: '1', name: 'write', input: {} }])).results
        await found.close()
        return { result: result as ToolResult, calls: server.calls, sessions: server.sessions }
      } finally {
        server.close()
      }
    }

    for (const status of [400, 404])
      test(`a ${String(status)} that answers the call is the call's failure, in the server's words`, async () => {
        const error = { code: -32_602, message: 'amount must be positive' }
        const { result, calls, sessions } = await write(({ method, answer }) => {
          if (method === 'tools/call') answer({ error }, status)
          return method === 'tools/call'
        })
        assert.deepEqual([result.status, calls, sessions], ['failed', 1, 1])
        assert.equal(result.content, 'write failed: amount must be positive')
      })

    for (const status of [400, 404])
      test(`a ${String(status)} without an answer is the call's failure if the session goes on`, async () => {
        const { result, calls, sessions } = await write(({ method, refuse }) => {
          if (method === 'tools/call') refuse(status, 'no such account')
          return method === 'tools/call'
        })
        assert.deepEqual([result.status, calls, sessions], ['failed', 1, 1])
        assert.match(String(result.content), /no such account$/)
      })

    for (const [status, why] of [
      [401, 'does not take the credentials'],
      [403, 'do not allow it'],
    ] as const)
      test(`a ${String(status)} says what is wrong with the client, and that it is the client`, async () => {
        const { result, calls, sessions } = await write(({ method, refuse }) => {
          if (method === 'tools/call') refuse(status, 'expired on Monday')
          return method === 'tools/call'
        })
        assert.deepEqual([result.status, calls, sessions], ['failed', 1, 1])
        assert.match(String(result.content), new RegExp(`HTTP ${status}: .*${why}.*Connect with`))
        assert.match(String(result.content), /expired on Monday/)
      })

    for (const body of [undefined, null, 'its'] as const)
      for (const status of [400, 404])
        test(`a session that is over, told by ${String(status)} and ${String(body)}, is left for a new one`, async () => {
          const error = { code: -32_000, message: 'no such session' }
          const isOver = ({ method, session, answer, refuse }: Asked): boolean => {
            if (session !== 's1' || !['ping', 'tools/call'].includes(method)) return false
            if (body === undefined) refuse(status, 'no such session')
            else answer({ error, ...(body === null && { id: null }) }, status)
            return true
          }
          // What answers the call itself is believed; those that come after a ping was refused have a new session.
          const { result, calls, sessions } = await write(isOver, body === 'its' ? 100 : 1)
          assert.deepEqual(
            [result.status, body === 'its' || calls, sessions],
            ['ok', body === 'its' || 2, 2],
          )
        })

    for (const [what, answered] of [
      ['that does not fit its schema', { content: [], structuredContent: { n: 'no' } }],
      ['without the structure that its schema asks for', { content: [] }],
      ['that is none', { content: [{ type: 'text' }] }],
    ] as const)
      test(`a result ${what} is of a tool that has run`, async () => {
        const outputSchema = { type: 'object', properties: { n: { type: 'number' } } }
        const { result, calls } = await write(
          ({ method, answer }) => {
            if (method === 'tools/call') answer({ result: answered })
            return method === 'tools/call'
          },
          1,
          [{ ...tools[0], outputSchema }],
        )
        assert.deepEqual([result.status, result.error?.code, calls], ['failed', 'mcp_result', 1])
        assert.match(String(result.content), /^write has run, and may have taken effect/)
      })

    test('what is refused in a new session as well was not refused for the session', async () => {
      const { result, calls, sessions } = await write(({ method, refuse }) => {
        if (method !== 'tools/call' && method !== 'ping') return false
        refuse(400, 'amount must be positive')
        return true
      })
      assert.deepEqual([result.status, calls, sessions], ['failed', 2, 2])
      assert.match(String(result.content), /amount must be positive$/)
    })
  })
