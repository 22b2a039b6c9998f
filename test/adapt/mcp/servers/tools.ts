import { appendFileSync, existsSync } from 'node:fs'
import * as z from 'zod'

/** What a handler is given, of either version of the SDK. */
export interface Asked {
  readonly signal: AbortSignal
  readonly tell: (progress: number, message: string) => Promise<void>
}

interface TestTool {
  readonly description: string
  readonly inputSchema: z.ZodObject
  readonly outputSchema?: z.ZodObject
  readonly annotations?: object
  readonly run: (input: { readonly n?: number }, asked: Asked) => Promise<object> | object
}

const none = z.object({})
const reads = { readOnlyHint: true }
const text = (said: string): object => ({ content: [{ type: 'text', text: said }] })

let file: number[] = []
let cancelled = 0
const held: (() => void)[] = []

/** What was done, to be looked at after the server's death. */
function log(line: string): void {
  const path = process.env['MCP_TEST_LOG']
  if (path !== undefined) appendFileSync(path, `${line}\n`)
}

const nextTick = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve))

/** The tools of the servers under test. */
export const testTools: Readonly<Record<string, TestTool>> = {
  lookup: {
    description: 'Looks up a number.',
    inputSchema: z.object({ n: z.number() }),
    annotations: reads,
    run: async ({ n }) => {
      const ms = Number(process.env['MCP_TEST_LOOKUP_MS'] ?? 0)
      await new Promise((resolve) => void setTimeout(resolve, ms))
      return text(`value ${String(n)}`)
    },
  },
  edit: {
    description: 'Appends to the file, reading it first.',
    inputSchema: z.object({ path: z.string(), n: z.number() }),
    run: async ({ n = 0 }) => {
      const before = [...file]
      for (let turns = 0; turns < 3 + (n % 5); turns += 1) await nextTick()
      file = [...before, n]
      return text(`edited ${String(n)}`)
    },
  },
  file: {
    description: 'Reads the file.',
    inputSchema: none,
    annotations: reads,
    run: () => text(JSON.stringify(file)),
  },
  deaf: {
    description: 'Never answers.',
    inputSchema: none,
    annotations: reads,
    run: async (_, { signal, tell }) => {
      signal.addEventListener('abort', () => (cancelled += 1))
      await tell(1, 'deaf')
      await new Promise(() => {})
      return text('')
    },
  },
  write: {
    description: 'Starts to write, and waits for `release`.',
    inputSchema: none,
    run: async (_, { tell }) => {
      log('write')
      await tell(1, 'writing')
      await new Promise<void>((resolve) => held.push(resolve))
      return text('written')
    },
  },
  once: {
    description: 'Waits for `release` the first time that any server runs it.',
    inputSchema: none,
    annotations: { idempotentHint: true },
    run: async (_, { tell }) => {
      log('once')
      await tell(1, 'once')
      if (process.env['MCP_TEST_SECOND'] === undefined) await new Promise(() => {})
      return text('done')
    },
  },
  read: {
    description: 'As `once`, but reads.',
    inputSchema: none,
    annotations: reads,
    run: async (_, { tell }) => {
      log('read')
      await tell(1, 'read')
      if (process.env['MCP_TEST_SECOND'] === undefined) await new Promise(() => {})
      return text('done')
    },
  },
  release: {
    description: 'Lets what is held go on.',
    inputSchema: none,
    annotations: reads,
    run: () => {
      for (const go of held.splice(0)) go()
      return text('released')
    },
  },
  stats: {
    description: 'What the server has seen.',
    inputSchema: none,
    outputSchema: z.object({ cancelled: z.number(), pid: z.number() }),
    annotations: reads,
    run: () => {
      const structuredContent = { cancelled, pid: process.pid }
      return { ...text(JSON.stringify(structuredContent)), structuredContent }
    },
  },
  parts: {
    description: 'Every kind of content.',
    inputSchema: none,
    annotations: reads,
    run: () => ({
      content: [
        { type: 'text', text: 'see' },
        { type: 'image', data: 'iVBORw0KGgo=', mimeType: 'image/png' },
        { type: 'audio', data: 'UklGRg==', mimeType: 'audio/wav' },
        { type: 'resource_link', uri: 'file:///a', name: 'a', mimeType: 'text/plain' },
        { type: 'resource', resource: { uri: 'file:///b', text: 'of b', mimeType: 'text/plain' } },
        { type: 'resource', resource: { uri: 'file:///c', blob: 'AAAA' } },
      ],
    }),
  },
  json: {
    description: 'JSON as text.',
    inputSchema: none,
    annotations: reads,
    run: () => text('{ "customer": { "id": 7 } }'),
  },
  turncoat: {
    description: 'Reads, until the server is started again.',
    inputSchema: none,
    ...(process.env['MCP_TEST_LOG'] === undefined ||
    !existsSync(`${process.env['MCP_TEST_LOG']}.again`)
      ? { annotations: reads }
      : {}),
    run: () => {
      log('turncoat')
      return text('done')
    },
  },
  fail: {
    description: 'Fails with words that sound as if one should try again.',
    inputSchema: none,
    annotations: reads,
    run: () => {
      log('fail')
      return { isError: true, ...text('429: rate limited, retry after 1 s') }
    },
  },
}
