import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createAgent } from '../../../src/agent/agent.ts'
import { observe } from '../../../src/otel.ts'
import { virtualClock } from '../../../src/testing/virtual-clock.ts'
import type { Engine } from '../../../src/turn/contract.ts'
import { createEngine } from '../../../src/turn/engine.ts'
import { anthropicCodec } from '../../../src/wire/anthropic/codec.ts'
import { Barrier } from '../../../src/observe/spans/barrier.ts'
import { TimedSpan } from '../../../src/observe/spans/timed-span.ts'
import { version } from '../../../src/observe/spans/version.ts'
import { dateOffsetMs, hrTime } from '../../../src/observe/spans/wall-clock.ts'
import { fileOf } from '../../repo/files.ts'
import { call, make } from './lab.ts'
import { recorder } from './recorder.ts'

const clock = virtualClock()
const engineOf = (): Engine => createEngine({ tools: [make('read', () => 1)], clock })
const agentOn = (engine: Engine) =>
  createAgent({ engine, model: { name: 'm', codec: anthropicCodec, send: async () => ({}) } })

describe('observe', () => {
  it('gives back what it was given, and sees it from then on', async () => {
    const engine = engineOf()
    const before = engine.turn()
    const { tracer, spans } = recorder()
    assert.equal(observe(engine, { tracer }), engine)
    void before.add(call('a', 'read'))
    before.commit()
    await clock.run(before.report)
    assert.equal(spans.length, 0)
    await clock.run(engine.execute([call('a', 'read')]))
    assert.equal(spans.length, 2)
  })

  it('is once for an engine, those made of it, and the agents on them', () => {
    const engine = engineOf()
    const other = engine.with([make('write', () => 1)])
    const agent = agentOn(other)
    assert.equal(observe(agent), agent)
    for (const again of [engine, other, agent, agentOn(engine)])
      assert.throws(() => observe(again), {
        name: 'UsageError',
        message: /not observed yet\. Once is enough/,
      })
    // Each engine is its own.
    observe(engineOf())
  })

  it('refuses what it does not know, and attaches nothing then', async () => {
    const engine = engineOf()
    const options: [object, RegExp][] = [
      [{ span: 'calls' }, /Did you mean `spans`\?/],
      [{ spans: 'call' }, /Expected `spans` to be 'calls' or 'attempts', got "call"\./],
      [{ tracer: {} }, /Expected `tracer` to be a tracer, as trace\.getTracer\(\) gives one/],
      [{ meter: () => {} }, /Expected `meter` to be a meter/],
      [{ content: 1 }, /Expected `content` to be true or false/],
    ]
    for (const [given, message] of options)
      assert.throws(() => observe(engine, given as never), { name: 'UsageError', message })
    for (const given of [undefined, null, 1, {}, { ...engine }])
      assert.throws(() => observe(given as never), {
        name: 'UsageError',
        message: /Expected an engine made by createEngine\(\) or an agent made by createAgent\(\)/,
      })
    observe(engine, undefined)
  })

  it('says the package’s version', () => {
    const manifest = JSON.parse(fileOf('package.json').text) as { version: string }
    assert.equal(version, manifest.version)
  })
})

describe('a span of something under way', () => {
  it('ends once', () => {
    const { tracer, spans } = recorder()
    const warnings: string[] = []
    const barrier = new Barrier((warning) => warnings.push(warning))
    const span = new TimedSpan({ tracer, clock }, barrier, 'chat', {})
    assert.equal(span.end({ first: 1 }), 0)
    assert.equal(span.end({ second: 2 }, { type: 'late' }), undefined)
    assert.deepEqual(
      spans.map(({ ends, attributes, status }) => [ends, attributes, status]),
      [[1, { first: 1 }, 'unset']],
    )
    assert.deepEqual(warnings, [])
  })
})

describe('dates of spans', () => {
  it('keep their distance to the clock, unless the machine’s date is set anew', () => {
    let [nowMs, epochMs] = [5, 1_000_005]
    const moving = { ...clock, now: () => nowMs, epochMs: () => epochMs }
    assert.equal(dateOffsetMs(moving), 1_000_000)
    // A date is known by whole milliseconds only.
    ;[nowMs, epochMs] = [7.9, 1_000_007]
    assert.equal(dateOffsetMs(moving), 1_000_000)
    ;[nowMs, epochMs] = [10, 2_000_000]
    assert.equal(dateOffsetMs(moving), 1_999_990)
  })

  it('are seconds and nanoseconds', () => {
    assert.deepEqual(hrTime(1_767_225_600_012.5), [1_767_225_600, 12_500_000])
    assert.deepEqual(hrTime(12.5), [0, 12_500_000])
  })
})
