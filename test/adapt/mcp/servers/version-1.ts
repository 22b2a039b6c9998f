import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import { testTools } from './tools.ts'

function makeServer(): McpServer {
  const server = new McpServer({ name: 'old', version: '1.0.0' })
  for (const [name, { run, ...tool }] of Object.entries(testTools))
    server.registerTool(
      name,
      tool as never,
      (async (input: never, extra: never) => {
        const { signal, sendNotification, _meta } = extra as {
          readonly signal: AbortSignal
          readonly sendNotification: (notification: object) => Promise<void>
          readonly _meta?: { readonly progressToken?: number }
        }
        const tell = async (progress: number, message: string): Promise<void> => {
          const progressToken = _meta?.progressToken
          if (progressToken === undefined) return
          const params = { progressToken, progress, message }
          await sendNotification({ method: 'notifications/progress', params })
        }
        return run(input, { signal, tell })
      }) as never,
    )
  server.registerTool('add_tool', {}, () => {
    server.registerTool('added', {}, () => ({ content: [{ type: 'text', text: 'I am new.' }] }))
    return { content: [] }
  })
  return server
}

if (process.argv[2] === 'http') {
  const sessions = new Map<string, StreamableHTTPServerTransport>()
  const http = createServer((request, response) => {
    void (async () => {
      const id = request.headers['mcp-session-id'] as string | undefined
      let transport = id === undefined ? undefined : sessions.get(id)
      if (transport === undefined && id !== undefined) {
        response.writeHead(404).end()
        return
      }
      if (transport === undefined) {
        transport = new StreamableHTTPServerTransport({
          sessionIdGenerator: randomUUID,
          onsessioninitialized: (session) => void sessions.set(session, transport as never),
        })
        await makeServer().connect(transport as never)
      }
      await transport.handleRequest(request, response)
    })()
  })
  http.listen(Number(process.argv[3] ?? 0), '127.0.0.1', () => {
    process.stdout.write(`${String((http.address() as { port: number }).port)}\n`)
  })
} else await makeServer().connect(new StdioServerTransport())
