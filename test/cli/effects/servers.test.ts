import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, suite, test, type TestContext } from 'node:test'
import { suggest, type EffectsCommandOptions } from '../../../src/cli/effects/suggest-for-file.ts'
import type { ListedServer } from '../../../src/cli/effects/list-servers.ts'

const directory = mkdtempSync(join(tmpdir(), 'fanfold-effects-'))
after(() => rmSync(directory, { recursive: true }))
const config = join(directory, 'mcp.json')
writeFileSync(config, JSON.stringify({ mcpServers: { files: { command: 'x' } } }))

const inputSchema = { type: 'object', properties: { path: { type: 'string' } }, required: ['path'] }
const files: ListedServer = {
  name: 'files',
  tools: [
    { name: 'files_read', description: 'Read a file.', inputSchema },
    { name: 'edit', inputSchema, annotations: { idempotentHint: true } },
    { name: 'frob', inputSchema, annotations: { readOnlyHint: true } },
  ],
}

async function printed(
  t: TestContext,
  servers: readonly ListedServer[],
  options: Partial<EffectsCommandOptions> = {},
) {
  const out: string[] = []
  const told: string[] = []
  t.mock.method(process.stdout, 'write', (text: string) => out.push(text) > 0)
  t.mock.method(process.stderr, 'write', (text: string) => told.push(text) > 0)
  try {
    await suggest(config, { trust: true, ...options }, () => Promise.resolve(servers))
  } finally {
    t.mock.restoreAll()
  }
  return { json: JSON.parse(out.join('')) as unknown, told: told.join('') }
}

suite('fanfold effects, of the servers of an MCP configuration', () => {
  test('prints their part of the configuration, and says why beside it', async (t) => {
    const { json, told } = await printed(t, [files])
    const tools = {
      files_read: { reads: 'mcp/files' },
      edit: { writes: 'mcp/files', idempotent: true },
      frob: { reads: 'mcp/files' },
    }
    assert.deepEqual(json, { fanfold: { servers: { files: { tools } } } })
    assert.match(told, /^files\n {2}files_read {2}reads {3}likely {3}described as "read"\n/)
  })

  test('has templates where narrower keys are asked for', async (t) => {
    const { json } = await printed(t, [files], { narrow: true })
    assert.match(JSON.stringify(json), /"edit":\{"writes":"file\/\{path\}","idempotent":true\}/)
  })

  test('believes no annotation of a server that is not to be trusted', async (t) => {
    const { json } = await printed(t, [{ ...files, trust: false }])
    assert.match(JSON.stringify(json), /"frob":\{"writes":"mcp\/files"\}/)
    const other = await printed(t, [files], { trust: false })
    assert.match(JSON.stringify(other.json), /"frob":\{"writes":"mcp\/files"\}/)
  })

  test('names a server that does not answer, and goes on with the others', async (t) => {
    const dead = { name: 'a/b', tools: [], error: 'it did not\nstart' }
    const { json, told } = await printed(t, [dead, { ...files, name: 'c/*' }])
    assert.match(told, /^a\/b did not answer: it did not start$/m)
    assert.deepEqual(Object.keys((json as { fanfold: { servers: object } }).fanfold.servers), [
      'c/*',
    ])
    assert.match(JSON.stringify(json), /"mcp\/c%2F%2A"/)
  })

  test('fails if none answers, and refuses a key', async (t) => {
    const dead = { name: 'a', tools: [], error: 'it did not start' }
    await assert.rejects(printed(t, [dead]), /No server of .* answered: it did not start/)
    await assert.rejects(printed(t, [files], { key: 'k' }), /Expected no --key/)
  })
})
