import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { propagation, trace, type TextMapPropagator } from '@opentelemetry/api'
import {
  Client as NewClient,
  InMemoryTransport as NewTransport,
} from '@modelcontextprotocol/client'
import { Client as OldClient } from '@modelcontextprotocol/sdk/client/index.js'
import { InMemoryTransport as OldTransport } from '@modelcontextprotocol/sdk/inMemory.js'
import { McpServer as OldServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { McpServer as NewServer } from '@modelcontextprotocol/server'
import { createEngine } from '../../../src/index.ts'
import { mcpTools, type McpClient } from '../../../src/mcp.ts'
import { observe } from '../../../src/otel.ts'
import { recorder, withContexts } from './recorder.ts'

/** As the W3C's: the active span, by name. */
const propagator: TextMapPropagator = {
  inject: (context, carrier, setter) => {
    const { traceId, spanId } = trace.getSpanContext(context) ?? {}
    setter.set(carrier, 'traceparent', `00-${traceId}-${spanId}-01`)
  },
  extract: (context) => context,
  fields: () => ['traceparent'],
}

type Meta = { readonly traceparent?: string } | undefined

/** A client of a server that notes what a call came with. */
async function pair(version: 1 | 2, seen: Meta[]): Promise<McpClient> {
  const Client = version === 1 ? OldClient : NewClient
  const Server = (version === 1 ? OldServer : NewServer) as typeof OldServer
  const Transport = (version === 1 ? OldTransport : NewTransport) as typeof OldTransport
  const server = new Server({ name: 'server', version: '1.0.0' })
  server.registerTool('look', { description: 'Looks.' }, (given: object) => {
    // Where the two versions tell a tool of it.
    const { mcpReq = given } = given as { readonly mcpReq?: object }
    seen.push((mcpReq as Record<string, Meta>)['_meta'])
    return { content: [{ type: 'text', text: 'seen' }] }
  })
  const [here, there] = Transport.createLinkedPair()
  await server.connect(there)
  const client = new Client({ name: 'client', version: '1.0.0' })
  await client.connect(here as never)
  return client as unknown as McpClient
}

describe('a call of an MCP server’s tool', () => {
  let forget = (): void => {}
  beforeEach(() => {
    forget = withContexts()
    propagation.setGlobalPropagator(propagator)
  })
  afterEach(() => {
    propagation.disable()
    forget()
  })

  for (const version of [1, 2] as const)
    it(`takes with it the attempt’s span, by a client of version ${version}`, async () => {
      const seen: Meta[] = []
      const client = await pair(version, seen)
      const { tracer, spans } = recorder()
      const engine = observe(createEngine({ tools: await mcpTools(client) }), { tracer })
      const { results } = await engine.execute([{ id: 'a', name: 'look', input: {} }])
      assert.equal(results[0]?.status, 'ok')
      const attempt = spans.find(({ name }) => name === 'attempt 1')
      assert.equal(seen[0]?.traceparent, `00-${attempt?.traceId}-${attempt?.id}-01`)
      await client.close()
    })

  it('takes nothing with it where that fails', async () => {
    propagation.disable()
    propagation.setGlobalPropagator({
      ...propagator,
      inject: () => {
        throw new Error('no')
      },
    })
    const seen: Meta[] = []
    const client = await pair(1, seen)
    const engine = createEngine({ tools: await mcpTools(client) })
    const { results } = await engine.execute([{ id: 'a', name: 'look', input: {} }])
    assert.equal(results[0]?.status, 'ok')
    assert.equal(seen[0]?.traceparent, undefined)
    await client.close()
  })
})
