import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Client as NewClient } from '@modelcontextprotocol/client'
import { StdioClientTransport as NewStdio } from '@modelcontextprotocol/client/stdio'
import { Client as OldClient } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport as OldStdio } from '@modelcontextprotocol/sdk/client/stdio.js'
import { serverFile } from '../adapt/mcp/lab.ts'

export type HostKind = 'version 1' | 'version 2' | 'version 2, revision 2026-07-28'
export const hostKinds: readonly HostKind[] = [
  'version 1',
  'version 2',
  'version 2, revision 2026-07-28',
]

export interface HostResult {
  readonly isError?: boolean
  readonly content: readonly { readonly type: string; readonly text?: string }[]
  readonly structuredContent?: Readonly<Record<string, unknown>>
}

/** A host with the gateway in front of servers under test. */
export interface Host {
  readonly directory: string
  readonly pid: number
  readonly client: OldClient | NewClient
  stderr(): string
  call(name: string, input?: object, options?: object): Promise<HostResult>
  end(): Promise<void>
}

export const bin: string = fileURLToPath(new URL('../../bin/fanfold.mjs', import.meta.url))

/** The entry of a server under test. */
export function testServer(version: 1 | 2, env: object = {}): object {
  return { command: process.execPath, args: [serverFile(version)], env }
}

/** Starts the gateway as a host does. */
export async function startHost(
  kind: HostKind,
  config: object,
  argv: readonly string[] = [],
  options: object = {},
): Promise<Host> {
  const directory = mkdtempSync(join(tmpdir(), 'fanfold-mcp-'))
  const file = join(directory, 'servers.json')
  writeFileSync(file, JSON.stringify(config))
  const parameters = {
    command: process.execPath,
    args: [bin, 'mcp', '--config', file, ...argv],
    env: { ...process.env, MCP_TEST_LOG: join(directory, 'log') } as Record<string, string>,
    cwd: directory,
    stderr: 'pipe' as const,
  }
  const info = { name: 'host', version: '1.0.0' }
  const modern = kind.endsWith('07-28') && { versionNegotiation: { mode: { pin: '2026-07-28' } } }
  const transport = kind === 'version 1' ? new OldStdio(parameters) : new NewStdio(parameters)
  const client =
    kind === 'version 1'
      ? new OldClient(info, options)
      : new NewClient(info, { ...options, ...modern })
  let stderr = ''
  transport.stderr?.on('data', (text: Buffer) => (stderr += String(text)))
  await client.connect(transport as never)
  return {
    directory,
    pid: transport.pid as number,
    client,
    stderr: () => stderr,
    call: (name, input = {}, more = {}) => {
      const params = { name, arguments: input as Record<string, unknown> }
      const answer =
        client instanceof OldClient
          ? client.callTool(params, undefined, more)
          : client.callTool(params, more)
      return answer as Promise<HostResult>
    },
    end: async () => {
      await client.close()
      rmSync(directory, { recursive: true })
    },
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
