import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import {
  createEngine,
  type Engine,
  type ToolCall,
  type ToolResult,
  type TurnEvent,
} from '../../../src/index.ts'
import { mcpTools } from '../../../src/mcp.ts'
import { Lab, nameOf, pairings } from './lab.ts'

const call = (name: string, input: object = {}, id = name): ToolCall => ({ id, name, input })

async function run(engine: Engine, ...calls: ToolCall[]): Promise<readonly ToolResult[]> {
  return (await engine.execute(calls)).results
}

async function pidOf(engine: Engine): Promise<number> {
  const [stats] = await run(engine, call('stats'))
  const { pid } = (stats as ToolResult).value as { readonly pid: number }
  return pid
}

for (const pairing of pairings)
  suite(`a server of mcpTools that dies, with ${nameOf(pairing)}`, { concurrency: false }, () => {
    test('a server that dies is connected to again: reads and idempotent calls are tried again, a write is unknown', async () => {
      const lab = new Lab(pairing)
      try {
        let connections = 0
        const tools = await mcpTools(async () => {
          connections += 1
          const again = connections > 1 ? { MCP_TEST_SECOND: '1' } : {}
          if (connections > 1 && pairing.over === 'http') await lab.startServer(again)
          return lab.connect(again)
        })
        // Side by side, so that all are under way when the server dies.
        const engine = createEngine({
          tools: tools.map((each) => ({
            ...each,
            writes: undefined,
            reads: undefined,
            ...effects[each.name],
          })) as never,
          retries: 5,
        })
        const pid = await pidOf(engine)
        const started = new Set<string>()
        const onEvent = (event: TurnEvent): void => {
          if (event.type === 'call.progress') started.add(event.name)
          if (started.size === 3 && connections === 1) process.kill(pid, 'SIGKILL')
        }
        const turn = await engine.execute([call('read'), call('once'), call('write')], { onEvent })
        assert.deepEqual(
          turn.results.map(({ status, content }) => [status, content]),
          [
            ['ok', 'done'],
            ['ok', 'done'],
            ['unknown', turn.results[2]?.content],
          ],
        )
        assert.match(
          String(turn.results[2]?.content),
          /had started when the thread, worker or server .* may or may not/,
        )
        assert.equal(connections, 2)
        tools.close()
        const [closed] = await run(engine, call('stats'))
        assert.match(String(closed?.content), /was not run: .*closed/)
      } finally {
        await lab.end()
      }
    })

    test('without a function that connects, a dead server is told of', async () => {
      const lab = new Lab(pairing)
      try {
        const tools = await mcpTools(await lab.connect())
        const engine = createEngine({ tools, retries: 2 })
        const pid = await pidOf(engine)
        const turn = await engine.execute([call('read')], {
          onEvent: ({ type }) => {
            if (type === 'call.progress') process.kill(pid, 'SIGKILL')
          },
        })
        assert.equal(turn.results[0]?.status, 'failed')
        const [later] = await run(engine, call('stats'))
        assert.equal(later?.error?.code, 'mcp_not_connected')
        assert.match(String(later?.content), /Pass mcpTools a function that connects/)
      } finally {
        await lab.end()
      }
    })
  })

const effects: Readonly<Record<string, object>> = {
  read: { reads: 'a' },
  once: { writes: 'b', idempotent: true },
  write: { writes: 'c' },
  stats: { reads: [] },
}
