/** The real SDKs, over OTLP/HTTP to a receiver that decodes what they send: the scripts of `frameworks/otel`, in processes of their own. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { root } from '../../../scripts/exec.ts'
import type { Point, SentSpan } from '../../../frameworks/otel/decoded.ts'

const isInstalled = existsSync(join(root, 'frameworks/node_modules/@opentelemetry/sdk-trace'))
const skip = isInstalled ? false : 'the frameworks are not installed: npm ci --prefix frameworks'

interface Received {
  readonly result: unknown
  readonly spans: readonly SentSpan[]
  readonly points: readonly Point[]
}

async function received(script: string, ...given: readonly string[]): Promise<Received> {
  const output = await new Promise<string>((resolve, reject) => {
    const args = [join(root, 'frameworks', script), ...given]
    execFile(process.execPath, args, { maxBuffer: 1e8 }, (error, stdout) => {
      if (error === null) resolve(stdout)
      else reject(error)
    })
  })
  return JSON.parse(output) as Received
}

/** Each span with those around it, the outermost first, a name a span; what tells calls of one name apart is left out. */
function pathsOf(spans: readonly SentSpan[]): string[] {
  const byId = new Map(spans.map((span) => [span.spanId, span]))
  const pathOf = ({ name, parentSpanId }: SentSpan): string => {
    const parent = byId.get(parentSpanId)
    return parent === undefined ? name : `${pathOf(parent)} > ${name}`
  }
  return spans.map(pathOf).toSorted()
}

/** A span ends when it began or later, and within what is around it; clocks of two makers may differ by a millisecond. */
function expectWithin(spans: readonly SentSpan[]): void {
  const byId = new Map(spans.map((span) => [span.spanId, span]))
  for (const { name, parentSpanId, startMs, endMs } of spans) {
    assert.ok(endMs >= startMs, name)
    const parent = byId.get(parentSpanId)
    if (parent === undefined) continue
    assert.ok(startMs >= parent.startMs - 2, `${name} began before ${parent.name}`)
    assert.ok(endMs <= parent.endMs + 2, `${name} ended after ${parent.name}`)
  }
}

const shopPaths = [
  'invoke_agent',
  'invoke_agent > chat gpt-4o',
  'invoke_agent > chat gpt-4o',
  'invoke_agent > chat gpt-4o > POST',
  'invoke_agent > chat gpt-4o > POST',
  'invoke_agent > execute_tool edit',
  'invoke_agent > execute_tool edit',
  'invoke_agent > execute_tool edit > attempt 1',
  'invoke_agent > execute_tool edit > attempt 1',
  'invoke_agent > execute_tool edit > attempt 1 > fs.write',
  'invoke_agent > execute_tool edit > attempt 1 > fs.write',
  'invoke_agent > execute_tool edit > wait conflict',
  'invoke_agent > execute_tool research',
  'invoke_agent > execute_tool research > attempt 1',
  'invoke_agent > execute_tool research > attempt 1 > invoke_agent',
  'invoke_agent > execute_tool research > attempt 1 > invoke_agent > chat gpt-4o',
  'invoke_agent > execute_tool research > attempt 1 > invoke_agent > chat gpt-4o',
  'invoke_agent > execute_tool research > attempt 1 > invoke_agent > chat gpt-4o > POST',
  'invoke_agent > execute_tool research > attempt 1 > invoke_agent > chat gpt-4o > POST',
  'invoke_agent > execute_tool research > attempt 1 > invoke_agent > execute_tool price',
  'invoke_agent > execute_tool research > attempt 1 > invoke_agent > execute_tool price > attempt 1',
  'invoke_agent > execute_tool stock',
  'invoke_agent > execute_tool stock > attempt 1',
  'invoke_agent > execute_tool stock > attempt 2',
  'invoke_agent > execute_tool stock > wait retry',
]

/** How long the machine takes decides whether there is time to wait for the message's end. */
const isCommit = ({ name }: SentSpan): boolean => name === 'wait commit'

function expectShop({ result, spans }: Received): void {
  assert.equal(result, 'Done.')
  assert.equal(new Set(spans.map(({ traceId }) => traceId)).size, 1, 'one trace')
  assert.deepEqual(pathsOf(spans.filter((span) => !isCommit(span))), shopPaths)
  expectWithin(spans)
  const call = (id: string): SentSpan | undefined =>
    spans.find(
      ({ name, attributes }) =>
        name.startsWith('execute_tool') && attributes['gen_ai.tool.call.id'] === id,
    )
  const wait = spans.find(({ name }) => name === 'wait conflict')
  assert.deepEqual(wait?.links, [call('c1')?.spanId])
  assert.equal(wait.parentSpanId, call('c2')?.spanId)
  const failed = spans.filter(({ status }) => status === 2)
  assert.deepEqual(
    failed.map(({ name, events, attributes }) => [name, events, attributes['error.type']]),
    [['attempt 1', ['exception'], 'busy']],
  )
}

describe('what a collector gets of a run', { skip, timeout: 300_000 }, () => {
  it('is one trace of it all with the SDK 3, and its metrics', async () => {
    const all = await received('otel/sdk-3.run.ts')
    expectShop(all)
    const { points } = all
    const seen = new Map(points.map(({ name, unit, value }) => [`${name} ${unit}`, value]))
    for (const name of [
      'gen_ai.invoke_agent.duration s',
      'gen_ai.client.inference.duration s',
      'gen_ai.client.inference.usage.input_tokens {token}',
      'gen_ai.client.inference.usage.output_tokens {token}',
      'gen_ai.execute_tool.duration s',
      'fanfold.call.wait.duration s',
      'fanfold.call.attempts {attempt}',
      'fanfold.turn.speedup 1',
    ])
      assert.ok((seen.get(name) ?? 0) > 0, name)
    assert.equal(seen.get('fanfold.calls.in_flight {attempt}'), 0)
    assert.equal(seen.get('fanfold.breaker.state '), 0)
    const tools = points.find(({ name }) => name === 'gen_ai.execute_tool.duration')
    assert.equal(tools?.bounds?.length, 14)
  })

  it('is one trace of it all with the SDK 2 and its API', async () => {
    expectShop(await received('otel-2/sdk-2.run.ts'))
  })

  it('of each framework’s guard hangs beneath the spans that the framework makes around its calls', async (t) => {
    const drivers = readdirSync(join(root, 'frameworks')).filter((name) =>
      name.endsWith('.driver.ts'),
    )
    assert.ok(drivers.length > 10)
    for (const driver of drivers)
      await t.test(driver, async () => {
        const { spans } = await received('otel/guarded.run.ts', driver)
        const own = spans.filter(({ scope }) => scope === 'fanfold')
        const calls = spans.filter(({ scope }) => scope === 'framework')
        assert.equal(calls.length, 3)
        for (const { spanId, name } of calls) {
          const beneath = own.filter(({ parentSpanId }) => parentSpanId === spanId)
          const attempts = beneath.filter((span) => span.name === 'attempt 1')
          assert.equal(attempts.length, 1, name)
        }
        assert.ok(own.every(({ name }) => /^(attempt 1|wait \w+)$/.test(name)))
        expectWithin(spans)
      })
  })

  it('of a guard in the AI SDK 7 hangs beneath that one’s own spans, which are the only ones of calls', async () => {
    const { result, spans } = await received('otel/ai-sdk-7.run.ts')
    assert.deepEqual(result, ['Done.', 'Done.'])
    const own = spans.filter(({ scope }) => scope === 'fanfold')
    const ofCalls = spans.filter(({ name }) => name.startsWith('execute_tool'))
    // Once whole, once streamed.
    const both = (paths: readonly string[]): string[] => paths.flatMap((path) => [path, path])
    assert.deepEqual(
      pathsOf(spans).filter((path) => path.includes('execute_tool')),
      both([
        'invoke_agent gpt-4o > step 1 > execute_tool edit',
        'invoke_agent gpt-4o > step 1 > execute_tool edit',
        'invoke_agent gpt-4o > step 1 > execute_tool edit > attempt 1',
        'invoke_agent gpt-4o > step 1 > execute_tool edit > attempt 1',
        'invoke_agent gpt-4o > step 1 > execute_tool edit > wait conflict',
        'invoke_agent gpt-4o > step 1 > execute_tool stock',
        'invoke_agent gpt-4o > step 1 > execute_tool stock > attempt 1',
        'invoke_agent gpt-4o > step 1 > execute_tool stock > attempt 2',
        'invoke_agent gpt-4o > step 1 > execute_tool stock > wait retry',
      ]),
    )
    assert.equal(own.length, 12)
    assert.ok(own.every(({ attributes }) => !('gen_ai.operation.name' in attributes)))
    assert.equal(ofCalls.length, 6)
    for (const wait of own.filter(({ name }) => name === 'wait conflict')) {
      const [link] = wait.links
      const linked = ofCalls.find(({ spanId }) => spanId === link)
      assert.equal(linked?.attributes['gen_ai.tool.call.id'], 'c0')
      assert.equal(linked.traceId, wait.traceId)
    }
    expectWithin(spans)
  })
})
