import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { describe } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import * as fc from 'fast-check'
import { content } from '../../../src/call/content/content.ts'
import { FanfoldError, ToolError } from '../../../src/call/errors/error.ts'
import type { ToolResult } from '../../../src/call/report/result.ts'
import type { AnyTool } from '../../../src/call/tool.ts'
import { virtualClock, type VirtualClock } from '../../../src/testing/virtual-clock.ts'
import { sleep } from '../../../src/util/clock.ts'
import { call, codes, engineOf, finish, make, nothingHeld, test } from './kit.ts'
import { cases } from '../../support/cases.ts'

const day = 86_400_000
const textOf = ({ content }: ToolResult): string => JSON.stringify(content)

/** Tools under a limit `crm` of which one fails once as given. */
function limited(clock: VirtualClock, fail: () => never, options: object = {}) {
  const log: [string, number][] = []
  const tools = [
    make(
      'fails',
      (_input, { attempt }) => {
        log.push(['fails', clock.now()])
        if (attempt === 1) fail()
        return 'at last'
      },
      { reads: [], retries: 2, limit: 'crm' },
    ),
    make('sibling', () => void log.push(['sibling', clock.now()]), { limit: 'crm' }),
    make('other', () => void log.push(['other', clock.now()])),
  ]
  return { log, engine: engineOf(clock, tools, { limits: { crm: {} }, ...options }) }
}

/** The ways to say how long to wait. */
const sayings: Record<string, (ms: number) => Error> = {
  'retryAfterMs of a ToolError': (retryAfterMs) => new ToolError('busy', { retryAfterMs }),
  'a Retry-After header in seconds': (ms) =>
    Object.assign(new Error('429'), {
      status: 429,
      headers: { 'retry-after': String(ms / 1_000) },
    }),
  'a Response': (ms) =>
    new Response('busy', { status: 503, headers: { 'retry-after': String(ms / 1_000) } }) as never,
}

describe('K8: limits of limits', () => {
  for (const [saying, errorOf] of Object.entries(sayings))
    for (const [most, option] of [
      [60_000, {}],
      [5_000, { maxRetryAfterMs: 5_000 }],
      [200_000, { maxRetryAfterMs: 200_000 }],
    ] as const)
      test(`${saying}: up to ${most} ms it pauses the limit; beyond, calls fail at once and say when`, async () => {
        for (const ms of [
          1_000,
          most - 1_000,
          most,
          most + 1_000,
          10 * most,
          day,
          30 * day,
          365 * day,
        ]) {
          const clock = virtualClock()
          const { log, engine } = limited(
            clock,
            () => {
              throw errorOf(ms)
            },
            option,
          )
          const calls = [call('f', 'fails'), call('o', 'other')]
          const isPaused = ms <= most
          const first = engine.execute(calls)
          await clock.advance(1)
          const second = engine.execute([call('s', 'sibling')])
          const { results } = await clock.run(first)
          const [after] = (await clock.run(second)).results
          if (isPaused) {
            assert.equal(codes(results), 'f ok, o ok', `${ms} ms`)
            assert.equal(after?.status, 'ok')
            for (const [name, atMs] of log.slice(2))
              assert.ok(atMs >= ms, `${name} at ${atMs} of ${ms} ms`)
            assert.ok(clock.now() <= ms * 1.5 + 1_000, `it took ${clock.now()} ms`)
          } else {
            assert.equal(results[0]?.status, 'failed', `${ms} ms`)
            assert.ok(clock.now() <= 10, `${ms} ms: it took ${clock.now()} ms`)
            assert.equal(after?.error?.code, 'retry_after')
            assert.equal(after?.attempts, 0)
            for (const result of [results[0], after])
              assert.match(
                textOf(result as ToolResult),
                /\d+ ?(s|min|h|d|ms|seconds|minutes|hours|days)\b|\d{4}-\d\d-\d\d/,
              )
            // Until then, and no longer.
            await clock.advance(ms - 2_000)
            assert.equal(
              codes((await clock.run(engine.execute([call('t', 'sibling')]))).results),
              't retry_after',
            )
            await clock.advance(2_001)
            assert.equal(
              codes((await clock.run(engine.execute([call('u', 'sibling')]))).results),
              'u ok',
            )
          }
          assert.equal(codes(results.slice(1)), 'o ok')
          await nothingHeld(clock, engine)
        }
      })

  test('a Retry-After that is no number is no information: no pause, and the ordinary back-off', async () => {
    const odd: unknown[] = [Infinity, -Infinity, NaN, -1, -1e9, '5', null, {}, 10n]
    for (const value of odd)
      for (const way of ['own', 'header'] as const) {
        const clock = virtualClock({ maxTimers: 10_000 })
        const { log, engine } = limited(clock, () => {
          if (way === 'header')
            throw Object.assign(new Error('429'), {
              status: 429,
              // In a header the digits are a number, whatever they were.
              headers: { 'retry-after': String(value).replace(/^\d+$/, 'soon') },
            })
          throw Object.assign(new ToolError('busy', { retryable: true }), { retryAfterMs: value })
        })
        const report = engine.execute([call('f', 'fails'), call('s', 'sibling')])
        const { results } = await finish(clock, report, 20_000, engine)
        assert.equal(codes(results), 'f ok, s ok', `${way}: ${String(value)}`)
        const sibling = log.find(([name]) => name === 'sibling')?.[1] as number
        assert.ok(
          sibling <= 1,
          `${way}, ${String(value)}: the sibling was paused until ${sibling} ms`,
        )
      }
  })

  test('a date that is over, and one in a year, are read as such', async () => {
    for (const [aheadMs, isPaused] of [
      [-5_000, true],
      [20_000, true],
      [365 * day, false],
    ] as const) {
      const clock = virtualClock()
      const { engine } = limited(clock, () => {
        const at = new Date(clock.epochMs() + aheadMs).toUTCString()
        throw Object.assign(new Error('503'), {
          status: 503,
          headers: new Headers({ 'Retry-After': at }),
        })
      })
      const { results } = await clock.run(engine.execute([call('f', 'fails')]))
      assert.equal(results[0]?.status, isPaused ? 'ok' : 'failed', `${aheadMs} ms ahead`)
      assert.ok(clock.now() <= 30_000)
    }
  })

  test('times longer than a timer can be are kept to, not cut', async () => {
    const longMs = 30 * day
    const clock = virtualClock()
    const engine = engineOf(clock, [make('asked', () => 1, { needsApproval: true })], {
      approve: () => new Promise(() => {}),
      approvalTimeoutMs: longMs,
    })
    // The timers of the tool itself are short.
    const hours = make(
      'hours',
      async () => {
        for (let hour = 0; hour < 26 * 24; hour += 1) await sleep(clock, 3_600_000)
        return 'done'
      },
      { timeoutMs: longMs },
    )
    const patient = engineOf(clock, [hours])
    const { results } = await clock.run(
      patient.execute([call('h', 'hours')], { deadlineMs: longMs }),
    )
    assert.equal(codes(results), 'h ok')
    for (const [name, options] of [
      ['asked', {}],
      ['asked', { deadlineMs: longMs - day }],
    ] as const) {
      const from = clock.now()
      const { results } = await clock.run(engine.execute([call('c', name)], options))
      const tookMs = clock.now() - from
      const due = 'deadlineMs' in options ? longMs - day : longMs
      assert.ok(
        Math.abs(tookMs - due) <= 2_000,
        `it took ${tookMs / day} days, ${due / day} were said`,
      )
      assert.notEqual(results[0]?.status, 'ok')
    }
    const hangs = make('hangs', () => new Promise(() => {}), { timeoutMs: longMs })
    const stuck = engineOf(clock, [hangs])
    const from = clock.now()
    await clock.run(stuck.execute([call('c', 'hangs')]))
    assert.ok(Math.abs(clock.now() - from - longMs) <= 2_000)
    await nothingHeld(clock, engine, patient, stuck)
  })

  /** A failure of the network or of a service, which speaks of one request. */
  const ofARequest: Record<string, () => unknown> = {
    'status 429': () => Object.assign(new Error('slow down'), { status: 429 }),
    'status 503': () => Object.assign(new Error('down'), { status: 503 }),
    'status 408': () => Object.assign(new Error('late'), { statusCode: 408 }),
    '429 with Retry-After': () =>
      Object.assign(new Error('slow'), { status: 429, headers: { 'retry-after': '1' } }),
    'a thrown Response': () => new Response('', { status: 429 }),
    ECONNREFUSED: () => Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }),
    EAI_AGAIN: () => Object.assign(new Error('no name'), { code: 'EAI_AGAIN' }),
    ECONNRESET: () => Object.assign(new Error('reset'), { code: 'ECONNRESET' }),
    'ECONNREFUSED as a cause': () =>
      new TypeError('fetch failed', {
        cause: Object.assign(new Error('x'), { code: 'ECONNREFUSED' }),
      }),
    'a retryable ToolError': () => new ToolError('busy', { retryable: true }),
    'a ToolError with a time': () => new ToolError('busy', { retryAfterMs: 10 }),
  }
  const kinds: Record<string, [object, boolean]> = {
    'a tool that declares nothing': [{}, false],
    'a tool that writes': [{ writes: 'x' }, false],
    'a tool that reads and writes': [{ reads: 'y', writes: 'x' }, false],
    'a tool that reads': [{ reads: 'x' }, true],
    'a tool that touches nothing': [{ reads: [] }, true],
    'an idempotent tool': [{ idempotent: true }, true],
    'an idempotent write': [{ writes: 'x', idempotent: true }, true],
  }
  for (const [failure, errorOf] of Object.entries(ofARequest))
    test(`${failure} speaks of one request: only what may be repeated is tried again`, async () => {
      for (const [kind, [options, isRepeatable]] of Object.entries(kinds)) {
        const clock = virtualClock()
        let bodies = 0
        const charge = make(
          'charge',
          () => {
            bodies += 1
            if (bodies === 1) throw errorOf()
          },
          { ...options, retries: 2 },
        )
        const engine = engineOf(clock, [charge])
        const { results } = await finish(
          clock,
          engine.execute([call('c', 'charge')]),
          60_000,
          engine,
        )
        assert.equal(bodies, isRepeatable ? 2 : 1, kind)
        assert.equal(results[0]?.status, isRepeatable ? 'ok' : 'failed', kind)
      }
    })

  /** A ToolError as another copy of the package makes it, or this one. */
  class ForeignError extends Error {
    override readonly name = 'ToolError'
    readonly code = 'busy'
    constructor(options: object) {
      super('The service is busy.')
      Object.assign(this, { retryable: false, nothingDone: false }, options)
      for (const brand of ['fanfold.error', 'fanfold.tool-error'])
        Object.defineProperty(this, Symbol.for(brand), { value: true })
    }
  }
  test('a tool’s own word that nothing was done makes it safe to repeat, from whatever copy of the package', async () => {
    for (const [name, makeError] of Object.entries({
      own: (options: object) => new ToolError('The service is busy.', { code: 'busy', ...options }),
      foreign: (options: object) => new ForeignError(options),
    }))
      for (const [options, writes, reads] of [
        [{ retryable: true, nothingDone: true }, 2, 2],
        [{ retryable: true }, 1, 2],
        [{ retryable: false, nothingDone: true }, 1, 1],
        [{}, 1, 1],
        [{ retryable: true, retryAfterMs: 100, nothingDone: true }, 2, 2],
      ] as const)
        for (const [tool, bodiesWanted] of [
          [{ writes: 'x' }, writes],
          [{}, writes],
          [{ reads: [] }, reads],
        ] as const) {
          const clock = virtualClock()
          let bodies = 0
          const work = make(
            'work',
            () => {
              bodies += 1
              if (bodies === 1) throw makeError(options)
            },
            { ...tool, retries: 1 },
          )
          const engine = engineOf(clock, [work])
          const { results } = await finish(
            clock,
            engine.execute([call('c', 'work')]),
            60_000,
            engine,
          )
          const what = `${name} ${JSON.stringify(options)} of ${JSON.stringify(tool)}`
          assert.equal(bodies, bodiesWanted, what)
          if (bodiesWanted === 1) {
            assert.equal(results[0]?.error?.code, 'busy', what)
            assert.equal(results[0]?.content, 'The service is busy.', what)
          }
          assert.ok(FanfoldError.is(makeError({})))
        }
  })

  const batchOf = (...tools: string[]) =>
    call('b', 'batch', { steps: tools.map((tool, n) => ({ id: `s${n}`, tool, input: {} })) })

  test('the results of a batch’s steps are cut as their tools say, each by its own measure', async () => {
    for (const [toolMax, engineMax] of [
      [100, undefined],
      [undefined, 100],
      [100, 10_000],
      [300, 100],
    ] as const) {
      const clock = virtualClock()
      const long = make('long', () => 'x'.repeat(50_000), { reads: [], maxResultChars: toolMax })
      const short = make('short', () => 'y'.repeat(40), { reads: [], maxResultChars: toolMax })
      const engine = engineOf(clock, [long, short], { batch: true, maxResultChars: engineMax })
      const direct = await finish(clock, engine.execute([call('d', 'long')]), 10, engine)
      const { results } = await finish(
        clock,
        engine.execute([batchOf('long', 'short')]),
        10,
        engine,
      )
      const alone = textOf(direct.results[0] as ToolResult).length
      const inBatch = textOf(results[0] as ToolResult)
      assert.ok(alone <= 1_000, `alone it is ${alone} characters`)
      assert.ok(
        inBatch.length <= alone + 1_000,
        `in a batch it is ${inBatch.length} characters, alone ${alone}`,
      )
      assert.ok(inBatch.includes('y'.repeat(40)), 'the short one is whole')
    }
  })

  test('an image that a batch’s step returns stays an image', async () => {
    const clock = virtualClock()
    const data = 'iVBORw0KGgo'.repeat(20)
    const image = { type: 'image', data, mediaType: 'image/png' } as const
    const shot = make('shot', () => content('Here.', image), {
      reads: [],
    })
    const engine = engineOf(clock, [shot, make('plain', () => 'text', { reads: [] })], {
      batch: true,
    })
    const direct = await finish(clock, engine.execute([call('d', 'shot')]), 10, engine)
    const { results } = await finish(
      clock,
      engine.execute([batchOf('plain', 'shot', 'shot')]),
      10,
      engine,
    )
    const imagesOf = ({ content }: ToolResult): unknown[] =>
      Array.isArray(content)
        ? content.filter((part: { type: string }) => part.type === 'image')
        : []
    const [alone] = imagesOf(direct.results[0] as ToolResult)
    assert.ok(alone !== undefined)
    const parts = results[0] as ToolResult
    assert.deepEqual(imagesOf(parts), [alone, alone])
    const texts = (parts.content as { type: string; text?: string }[]).filter(
      ({ type }) => type !== 'image',
    )
    assert.ok(!JSON.stringify(texts).includes(data), 'its data is told as text, too')
  })

  test('the turn’s onFailure reaches the steps of its batches', async () => {
    for (const from of ['turn', 'engine'] as const)
      for (const onFailure of ['continue', 'cancel-rest'] as const) {
        const clock = virtualClock()
        let written = 0
        const tools = [
          make('boom', () => sleep(clock, 5).then(() => Promise.reject(new Error('no')))),
          make(
            'slow',
            async (_input, { signal }) => {
              await sleep(clock, 50, signal)
              written += 1
            },
            { writes: 'x' },
          ),
          make('after', () => void (written += 1), { writes: 'x' }),
        ]
        const engine = engineOf(clock, tools, {
          batch: true,
          ...(from === 'engine' && { onFailure }),
        })
        const report = engine.execute(
          [batchOf('boom', 'slow', 'after')],
          from === 'turn' ? { onFailure } : {},
        )
        await finish(clock, report, 2_000, engine)
        assert.equal(written, onFailure === 'continue' ? 2 : 0, `${onFailure} of the ${from}`)
      }
  })

  test('a deaf attempt that is still at work is followed by at most one more of its call', async () => {
    const shapes: Record<string, object> = {
      read: { reads: [] },
      'idempotent write': { writes: 'x', idempotent: true },
      undeclared: { idempotent: true },
      limited: { reads: [], limit: 'crm' },
      'of its own concurrency': { reads: [], concurrency: 1 },
      hedged: { reads: [], hedge: { minSamples: 0, budget: 10, perCall: 5 } },
    }
    for (const [name, options] of Object.entries(shapes)) {
      const clock = virtualClock()
      const under = new Map<string, number>()
      let most = 0
      const deaf = make(
        'deaf',
        async (_input, { callId }) => {
          under.set(callId, (under.get(callId) ?? 0) + 1)
          most = Math.max(most, under.get(callId) as number)
          await sleep(clock, 100_000)
          under.set(callId, (under.get(callId) as number) - 1)
        },
        { ...options, timeoutMs: 50, retries: 10 },
      )
      const engine = engineOf(clock, [deaf], {
        concurrency: 2,
        limits: { crm: { concurrency: 1 } },
        retryBudget: false,
        graceMs: 20,
      })
      await clock.run(engine.execute([call('a', 'deaf'), call('b', 'deaf')]))
      assert.ok(most <= 2, `${name}: ${most} attempts of one call at work`)
      await clock.runUntilIdle()
      await nothingHeld(clock, engine)
    }
  })

  test('a generator that never lets go of the event loop is timed out all the same', async () => {
    // It would take this process along.
    const script = fileURLToPath(new URL('./endless-generator.ts', import.meta.url))
    const { stdout } = await promisify(execFile)(process.execPath, [script], { timeout: 30_000 })
    assert.equal(stdout.trim(), 'endless timeout\ncaught timeout\nplain ok')
  })

  test('parallel: forbid runs the calls of a turn one by one, in call order', async () => {
    const shape = fc.record({
      name: fc.constantFrom('read', 'write', 'none', 'fails', 'asked', 'flaky', 'agent'),
      ms: fc.integer({ min: 0, max: 9 }),
      addMs: fc.integer({ min: 0, max: 5 }),
    })
    await fc.assert(
      fc.asyncProperty(
        fc.array(shape, { minLength: 1, maxLength: 8 }),
        fc.constantFrom('forbid', 'allow'),
        async (shapes, parallel) => {
          const clock = virtualClock()
          const order: string[] = []
          let under = 0
          let most = 0
          const holder: { engine?: ReturnType<typeof engineOf> } = {}
          const work = async (
            input: Record<string, unknown>,
            { callId }: { callId: string },
          ): Promise<void> => {
            if (!order.includes(callId)) order.push(callId)
            most = Math.max(most, (under += 1))
            await sleep(clock, Number(input['ms']))
            under -= 1
          }
          const fail = (options: object) => () => Promise.reject(new ToolError('no', options))
          const tools: AnyTool[] = [
            make('read', work, { reads: (input: object) => JSON.stringify(input), coalesce: true }),
            make('write', work, { writes: (input: object) => JSON.stringify(input) }),
            make('none', work),
            make('fails', (input, context) => work(input, context).then(fail({}))),
            make('asked', work, { needsApproval: true }),
            make(
              'flaky',
              (input, context) =>
                work(input, context).then(
                  context.attempt === 1 ? fail({ retryAfterMs: 20 }) : undefined,
                ),
              { reads: [], retries: 1 },
            ),
            make('agent', async (input, context) => {
              order.push(context.callId)
              // What is inside a call may run side by side.
              await holder.engine?.execute(['x', 'y'].map((id) => call(id, 'leaf', input)))
            }),
            make('leaf', (input) => sleep(clock, Number(input['ms']))),
          ]
          const engine = (holder.engine = engineOf(clock, tools, {
            approve: () => sleep(clock, 7).then(() => 'allow'),
            retryBudget: false,
          }))
          const turn = engine.turn({ parallel } as object)
          for (const [n, { name, ms, addMs }] of shapes.entries()) {
            void turn.add(call(`c${n}`, name, { ms, n: name === 'read' ? 0 : n }))
            await clock.advance(addMs)
          }
          turn.commit()
          const { results } = await finish(clock, turn.report, 1_000, engine)
          assert.equal(results.length, shapes.length)
          if (parallel === 'allow') return
          assert.ok(most <= 1, `${most} at once`)
          assert.deepEqual(order, [...order].sort(), 'not in call order')
        },
      ),
      { numRuns: cases(150) },
    )
  })
})
