import { createServer } from 'node:http'
import { Readable } from 'node:stream'
import { createMcpHandler, inputRequired, McpServer } from '@modelcontextprotocol/server'
import { serveStdio } from '@modelcontextprotocol/server/stdio'
import * as z from 'zod'
import { testTools } from './tools.ts'

function makeServer(): McpServer {
  const server = new McpServer({ name: 'new', version: '1.0.0' })
  for (const [name, { run, ...tool }] of Object.entries(testTools))
    server.registerTool(
      name,
      tool as never,
      (async (input: never, context: never) => {
        const { signal, notify, _meta } = (context as { mcpReq: never }).mcpReq as {
          readonly signal: AbortSignal
          readonly notify: (notification: object) => Promise<void>
          readonly _meta?: { readonly progressToken?: number }
        }
        const tell = async (progress: number, message: string): Promise<void> => {
          const progressToken = _meta?.progressToken
          if (progressToken === undefined) return
          await notify({
            method: 'notifications/progress',
            params: { progressToken, progress, message },
          })
        }
        return run(input, { signal, tell })
      }) as never,
    )
  server.registerTool(
    'ask',
    { inputSchema: z.object({}) },
    () =>
      inputRequired({
        inputRequests: {
          name: inputRequired.elicit({
            message: 'Who are you?',
            requestedSchema: { type: 'object', properties: { name: { type: 'string' } } },
          }),
        },
      }) as never,
  )
  server.registerTool('add_tool', { inputSchema: z.object({}) }, () => {
    server.registerTool('added', { inputSchema: z.object({}) }, () => ({
      content: [{ type: 'text', text: 'I am new.' }],
    }))
    return { content: [] }
  })
  return server
}

if (process.argv[2] === 'http') {
  const handler = createMcpHandler(makeServer)
  const http = createServer((request, response) => {
    void (async () => {
      const { method = 'GET', headers, url = '/' } = request
      const body = method === 'POST' ? { body: Readable.toWeb(request) as never } : {}
      const ending = new AbortController()
      response.on('close', () => ending.abort())
      const answer = await handler.fetch(
        new Request(`http://127.0.0.1${url}`, {
          method,
          headers: headers as Record<string, string>,
          signal: ending.signal,
          duplex: 'half',
          ...body,
        } as never),
      )
      response.writeHead(answer.status, Object.fromEntries(answer.headers))
      if (answer.body === null) response.end()
      else
        Readable.fromWeb(answer.body as never)
          .on('error', () => {})
          .pipe(response)
    })()
  })
  http.listen(Number(process.argv[3] ?? 0), '127.0.0.1', () => {
    process.stdout.write(`${String((http.address() as { port: number }).port)}\n`)
  })
} else serveStdio(makeServer)
