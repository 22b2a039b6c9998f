import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { until } from '../support/until.ts'
import { hostKinds, startHost, testServer, type Host } from './mcp-host.ts'

const textOf = ({ content }: { readonly content: readonly { readonly text?: string }[] }): string =>
  content.map(({ text }) => text).join('')

for (const kind of hostKinds)
  suite(`fanfold mcp, with a host of ${kind}`, () => {
    let host: Host
    before(async () => {
      const up = testServer(kind === 'version 1' ? 2 : 1)
      host = await startHost(
        kind,
        {
          mcpServers: { up, lost: { command: 'no-such-program-anywhere' } },
          fanfold: {
            servers: {
              up: { tools: { deaf: { timeoutMs: 250 }, edit: { writes: 'file/{path}' } } },
            },
          },
        },
        ['--log', 'run.jsonl'],
      )
    })
    after(() => host.end())

    test('lists every tool under its server, with schema and annotations, and a plan of those that read', async () => {
      const { tools } = (await host.client.listTools()) as {
        tools: {
          name: string
          annotations?: object
          inputSchema: Readonly<Record<string, object>>
          description?: string
        }[]
      }
      const byName = new Map(tools.map((each) => [each.name, each]))
      const lookup = byName.get('up__lookup')
      assert.deepEqual(lookup?.annotations, { readOnlyHint: true })
      assert.deepEqual(Object.keys(lookup?.inputSchema['properties'] ?? {}), ['n'])
      const batch = byName.get('batch')
      assert.deepEqual(batch?.annotations, { readOnlyHint: true })
      assert.match(String(batch?.description), /only tools that read: .*up__lookup/)
      assert.doesNotMatch(String(batch?.description), /up__edit/)
      assert.match(host.stderr(), /the server "lost" has no tools here: .*no-such-program-anywhere/)
    })

    test('40 edits at once are all there, in the order in which they came', async () => {
      const edits = Array.from({ length: 40 }, (_, n) => host.call('up__edit', { path: 'a', n }))
      const file = host.call('up__file')
      await Promise.all(edits)
      assert.deepEqual(
        JSON.parse(textOf(await file)),
        Array.from(edits, (_, n) => n),
      )
    })

    test('what a server sends goes on as it is', async () => {
      const { content } = await host.call('up__parts')
      assert.deepEqual(
        content.map(({ type }) => type),
        ['text', 'image', 'audio', 'resource_link', 'resource', 'resource'],
      )
      const stats = await host.call('up__stats')
      assert.equal(typeof stats.structuredContent?.['pid'], 'number')
      const fail = await host.call('up__fail')
      assert.deepEqual([fail.isError, textOf(fail)], [true, '429: rate limited, retry after 1 s'])
      const wrong = await host.call('up__lookup', { n: 'one' })
      assert.match(textOf(wrong), /do not fit its schema/)
    })

    test('a deaf tool is timed out, a cancel of the host reaches the server, and progress the host', async () => {
      const timedOut = await host.call('up__deaf')
      assert.equal(timedOut.isError, true)
      const told: object[] = []
      const stop = new AbortController()
      const write = host.call(
        'up__write',
        {},
        {
          signal: stop.signal,
          onprogress: (progress: object) => {
            told.push(progress)
            stop.abort('enough')
          },
        },
      )
      await assert.rejects(write)
      assert.equal((told[0] as { message: string }).message, 'writing')
      // It was let go of: what comes next is not kept waiting by it.
      await host.call('up__edit', { path: 'b', n: 1 })
      await until(async () => {
        const { structuredContent } = await host.call('up__stats')
        return (structuredContent?.['cancelled'] as number) >= 1
      })
    })

    test('a plan runs with references, under the names that a host shows, and takes no tool that writes', async () => {
      const plan = await host.call('batch', {
        steps: [
          { id: 'a', tool: 'up__json', input: {} },
          { id: 'b', tool: 'mcp__gateway__up__lookup', input: { n: '${a.customer.id}' } },
        ],
      })
      const { steps } = JSON.parse(textOf(plan)) as { steps: { result: unknown }[] }
      assert.equal(steps[1]?.result, 'value 7')
      const refused = await host.call('batch', {
        steps: [
          { id: 'a', tool: 'up__lookup', input: { n: 1 } },
          { id: 'b', tool: 'up__edit', input: { path: 'c', n: 1 } },
        ],
      })
      assert.equal(refused.isError, true)
      assert.match(textOf(refused), /^Nothing was run: up__edit may change something/)
      const nested = await host.call('batch', {
        steps: [{ id: 'a', tool: 'batch', input: { steps: [] } }],
      })
      assert.match(textOf(nested), /^Nothing was run: batch/)
    })

    test('what ran is in the log', async () => {
      await host.call('up__lookup', { n: 77 })
      const log = join(host.directory, 'run.jsonl')
      await until(() => readFileSync(log, 'utf8').includes('value 77'))
      const events = readFileSync(log, 'utf8').trim().split('\n')
      const last = events.map(
        (line) => JSON.parse(line) as { type: string; name?: string; at: string },
      )
      assert.ok(last.some(({ type, name }) => type === 'call.settled' && name === 'up__lookup'))
      assert.ok(last.every(({ at }) => !Number.isNaN(Date.parse(at))))
    })
  })
