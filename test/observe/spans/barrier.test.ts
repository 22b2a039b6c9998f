import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  context,
  ROOT_CONTEXT,
  type ContextManager,
  type Meter,
  type Tracer,
} from '@opentelemetry/api'
import { createAgent } from '../../../src/agent/agent.ts'
import { observe } from '../../../src/otel.ts'
import { virtualClock } from '../../../src/testing/virtual-clock.ts'
import { createEngine } from '../../../src/turn/engine.ts'
import { sleep } from '../../../src/util/clock.ts'
import { anthropicCodec } from '../../../src/wire/anthropic/codec.ts'
import { call, make } from './lab.ts'
import { recorder } from './recorder.ts'

const broken = (): never => {
  throw new Error('it is broken')
}

/** A tracer whose one method throws, or whose spans' does, or which gives nothing. */
function brokenTracer(method: string): Tracer {
  const { tracer } = recorder()
  const startSpan: Tracer['startSpan'] = (...given) => {
    if (method === 'startSpan') broken()
    if (method === 'nothing') return undefined as never
    return { ...tracer.startSpan(...given), [method]: broken }
  }
  return { startSpan } as Tracer
}

function brokenMeter(method: string): Meter {
  const { meter } = recorder()
  const bad = { record: broken, add: broken, addCallback: broken }
  const instrument = method.startsWith('create') ? broken : () => bad
  const name = method.startsWith('create') ? method : 'createHistogram'
  return { ...meter, [name]: instrument, ...(method === 'add' && { createCounter: () => bad }) }
}

const contexts = (method: 'active' | 'with', does: () => unknown): ContextManager =>
  ({
    active: () => ROOT_CONTEXT,
    with: (_context: unknown, run: () => unknown) => run(),
    bind: (_context: unknown, target: unknown) => target,
    enable: () => {},
    disable: () => {},
    [method]: does,
  }) as unknown as ContextManager

type Broken = { tracer?: Tracer; meter?: Meter; contexts?: ContextManager }

const cases: Readonly<Record<string, Broken>> = {
  ...Object.fromEntries(
    ['startSpan', 'nothing', 'spanContext', 'isRecording', 'setAttributes', 'setStatus', 'end'].map(
      (method) => [`a tracer: ${method}`, { tracer: brokenTracer(method) }],
    ),
  ),
  'a tracer: recordException': { tracer: brokenTracer('recordException') },
  ...Object.fromEntries(
    ['createHistogram', 'createCounter', 'createObservableGauge', 'record', 'add'].map((method) => [
      `a meter: ${method}`,
      { meter: brokenMeter(method) },
    ]),
  ),
  'a context manager that has no context': { contexts: contexts('active', broken) },
  'a context manager that throws': { contexts: contexts('with', broken) },
  'a context manager that does not call': { contexts: contexts('with', () => undefined) },
}

const message = { role: 'assistant', type: 'message', usage: { input_tokens: 3, output_tokens: 2 } }
const asks = {
  ...message,
  content: ['a', 'b', 'c'].map((id) => ({
    type: 'tool_use',
    id,
    name: id === 'c' ? 'throws' : 'write',
    input: {},
  })),
  stop_reason: 'tool_use',
}
const answers = { ...message, content: [{ type: 'text', text: 'Done.' }], stop_reason: 'end_turn' }

/** A turn and a run, as text. */
async function outcomeWith({ contexts: manager, ...options }: Broken | ({ none: true } & Broken)) {
  if (manager !== undefined) context.setGlobalContextManager(manager)
  const clock = virtualClock()
  const tools = [
    make('write', () => sleep(clock, 5), { writes: 'a' }),
    make('throws', async () => broken(), { reads: [] }),
  ]
  const engine = createEngine({ tools, clock })
  let sent = 0
  const send = async (): Promise<unknown> => (sent++ === 0 ? asks : answers)
  const agent = createAgent({ engine, model: { name: 'm', codec: anthropicCodec, send } })
  const { tracer, meter } = recorder()
  if (!('none' in options)) observe(agent, { tracer, meter, content: true, ...options })
  try {
    const report = await clock.run(
      engine.execute([call('a', 'write'), call('b', 'write'), call('c', 'throws')]),
    )
    const { text, turns, warnings } = await clock.run(agent.run('Go.').result)
    const ended = [report, ...turns].map(({ outcome, results }) => [
      outcome,
      ...results.map(({ status, timing }) => `${status} ${timing.settledMs}`),
    ])
    return { ended: JSON.stringify([text, ended]), warnings: [...report.warnings, ...warnings] }
  } finally {
    context.disable()
  }
}

describe('what is broken in OpenTelemetry', () => {
  for (const [name, given] of Object.entries(cases))
    it(`harms no call and no run, and is a warning: ${name}`, async () => {
      const { ended } = await outcomeWith({ none: true } as Broken)
      const observed = await outcomeWith(given)
      assert.equal(observed.ended, ended)
      assert.match(observed.warnings.join('\n'), /OpenTelemetry|What makes spans/)
    })

  it('is told of only where something is', async () => {
    assert.deepEqual((await outcomeWith({})).warnings, [])
  })
})
