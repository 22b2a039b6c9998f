import assert from 'node:assert/strict'
import { describe } from 'node:test'
import * as fc from 'fast-check'
import type { ToolCall } from '../../src/call/call.ts'
import { ToolError } from '../../src/call/errors/error.ts'
import type { TurnReport } from '../../src/call/report/report.ts'
import type { ToolResult } from '../../src/call/report/result.ts'
import { memoryJournal } from '../../src/journal/memory.ts'
import type { JournalRecord } from '../../src/journal/journal.ts'
import { memorySharedKeys } from '../../src/keys/memory-shared-keys.ts'
import { AttemptLost } from '../../src/place/attempt-lost.ts'
import type { Engine, Turn } from '../../src/turn/contract.ts'
import { withdraw } from '../../src/call/errors/withdraw.ts'
import { virtualClock, type VirtualClock } from '../../src/testing/virtual-clock.ts'
import { sleep } from '../../src/util/clock.ts'
import { call, engineOf, make, nothingHeld, test, type Input } from './kinds/kit.ts'

/** What the bodies of one call did. */
interface Deeds {
  begun: number
  /** Bodies that took effect, half-way through. */
  effects: number
  /** Bodies that returned or threw of their own accord. */
  ended: number
}

interface Case {
  readonly tool: string
  readonly deaf: boolean
  readonly blocked: boolean
  readonly ms: number
  readonly atMs: number
}

const toolKinds: Record<string, object> = {
  undeclared: {},
  write: { writes: 'x' },
  'idempotent write': { writes: 'x', idempotent: true },
  read: { reads: 'x' },
  'read and write': { reads: 'y', writes: 'x' },
}

interface World extends Case {
  readonly clock: VirtualClock
  readonly turn: Turn
  readonly engine: Engine
}

interface Scenario {
  /** What the tool is beside its kind; what its body does at its end. */
  readonly tool?: (of: Case) => object
  readonly end?: (attempt: number) => unknown
  readonly engine?: (of: Case, clock: VirtualClock) => object
  readonly turn?: (of: Case) => object
  readonly input?: Input
  readonly name?: string
  readonly invalid?: ToolCall['invalid']
  readonly before?: readonly ToolCall[]
  readonly after?: readonly ToolCall[]
  /** Comes before all else, on the same engine. */
  readonly first?: (world: World) => Promise<unknown>
  readonly act?: (world: World) => void
}

const busy = (status: number) => (): never => {
  throw Object.assign(new Error('down'), { status })
}
const once = (error: () => unknown) => (attempt: number) => {
  if (attempt === 1) throw error()
}
const schema = {
  '~standard': {
    version: 1,
    vendor: 'test',
    jsonSchema: { input: () => ({}) },
    validate: (value: Input) => (value['bad'] ? { issues: [{ message: 'bad' }] } : { value }),
  },
}
const failing = (at: JournalRecord['kind'], how: () => unknown) => {
  const inner = memoryJournal()
  const append = (record: JournalRecord): unknown =>
    record.kind === at ? how() : inner.append(record)
  return { journal: { ...inner, append } }
}
const rejects = () => Promise.reject(new Error('disk full'))
const throws = () => {
  throw new Error('disk full')
}
const hangs = () => new Promise(() => {})
const breaker = { consecutiveFailures: 1, openMs: 60_000 }

const scenarios: Record<string, Scenario> = {
  'nothing goes wrong': {},
  'the arguments do not fit': { tool: () => ({ inputSchema: schema }), input: { bad: true } },
  'the arguments are no JSON': { invalid: { reason: 'json', message: 'Not JSON.', text: '{' } },
  'the arguments are cut off': { invalid: { reason: 'truncated', message: 'Cut off.', text: '{' } },
  'no such tool': { name: 'nope' },
  'it is denied': {
    tool: () => ({ needsApproval: true }),
    engine: () => ({ approve: () => 'deny' }),
  },
  'nobody approves it in time': {
    tool: () => ({ needsApproval: true }),
    engine: ({ atMs }) => ({ approve: hangs, approvalTimeoutMs: atMs + 1 }),
  },
  'its call is cancelled': { act: ({ turn }) => turn.cancel('v') },
  'its turn is cancelled': { act: ({ turn }) => turn.cancel() },
  'its message is discarded': { act: ({ turn }) => turn.discard('cut off') },
  'the deadline comes': { turn: ({ atMs }) => ({ deadlineMs: atMs + 1 }) },
  'it times out': { tool: ({ atMs }) => ({ timeoutMs: atMs + 1 }) },
  'it times out, and again': { tool: ({ atMs }) => ({ timeoutMs: atMs + 1, retries: 2 }) },
  'it times out, and its breaker refuses the retry': {
    tool: ({ atMs }) => ({ timeoutMs: atMs + 1, retries: 2, breaker }),
  },
  'it times out, and the budget refuses the retry': {
    tool: ({ atMs }) => ({ timeoutMs: atMs + 1, retries: 2 }),
    engine: () => ({ retryBudget: { ratio: 0.000_1, minPerSecond: 0.000_1 } }),
  },
  'it fails': { end: busy(404) },
  'it fails, and its breaker refuses the retry': {
    tool: () => ({ retries: 2, breaker }),
    end: busy(503),
  },
  'it fails, and the deadline comes in the back-off': {
    tool: () => ({ retries: 2 }),
    end: once(() => new ToolError('busy', { retryAfterMs: 5_000, nothingDone: true })),
    turn: () => ({ deadlineMs: 100 }),
  },
  'it fails, and is cancelled in the back-off': {
    tool: () => ({ retries: 2 }),
    end: once(() => new ToolError('busy', { retryAfterMs: 5_000, nothingDone: true })),
    act: ({ clock, turn }) => void sleep(clock, 100).then(() => turn.cancel()),
  },
  'it fails, and is told to come back tomorrow': {
    tool: () => ({ limit: 'crm', retries: 2 }),
    end: once(() => new ToolError('busy', { retryAfterMs: 86_400_000 })),
  },
  'its limit is closed until tomorrow': {
    tool: () => ({ limit: 'crm' }),
    first: ({ engine }) => engine.execute([call('f', 'closes')]),
  },
  'its breaker is open': {
    tool: () => ({ limit: 'crm' }),
    engine: () => ({ limits: { crm: { breaker } } }),
    first: ({ engine }) => engine.execute([call('f', 'breaks')]),
  },
  'a call that it needs fails': {
    before: [call('n', 'breaks')],
    input: { from: '${n}' },
    turn: () => ({ references: true }),
  },
  'a call that it needs is not there': {
    input: { from: '${zzz}' },
    turn: () => ({ references: true }),
  },
  'a sibling fails and cancels the rest': {
    after: [call('n', 'breaksLate')],
    turn: () => ({ onFailure: 'cancel-rest' }),
  },
  'it is withdrawn': { end: () => withdraw(new Error('interrupted')) },
  'the journal rejects its start': { engine: () => failing('call.started', rejects) },
  'the journal throws at its start': { engine: () => failing('call.started', throws) },
  'the journal hangs at its start': {
    engine: () => failing('call.started', hangs),
    turn: () => ({ deadlineMs: 60 }),
  },
  'the journal rejects its result': { engine: () => failing('call.settled', rejects) },
  'the journal throws at its result': { engine: () => failing('call.settled', throws) },
  'the journal hangs at its result': {
    engine: () => failing('call.settled', hangs),
    turn: () => ({ deadlineMs: 60 }),
  },
  'the keys cannot be asked for': {
    engine: () => ({ sharedKeys: { ...memorySharedKeys(), acquire: rejects } }),
  },
  'the wait for its key outlasts the deadline': {
    before: [call('h', 'holds')],
    turn: () => ({ deadlineMs: 30 }),
  },
  'its worker is lost': {
    end: once(() => new AttemptLost('gone', { started: true })),
    tool: () => ({ retries: 2 }),
  },
  'its worker is lost before it started': {},
  'every worker is lost': {
    end: () => {
      throw new AttemptLost('gone', { started: 'unknown' })
    },
  },
}

const statements = {
  notRun:
    /(?:was|were|been) not run\b(?! again)|Nothing was run|did not run\b(?! again)|never started/,
  started: /had started/,
  doubt: /may or may not have taken effect/,
  atWork: /did not finish within|was cancelled:/,
}

/** Holds what a result says against what the bodies of its call did. */
function assertTrue(result: ToolResult, deeds: Deeds, kind: string, scenario: string): void {
  const { id, status, attempts, content } = result
  const text = typeof content === 'string' ? content : JSON.stringify(content)
  const what = `${kind}, ${scenario}: ${id} ${status}, ${attempts} attempts, "${text}"; ${JSON.stringify(deeds)}`
  // An attempt may be lost before its body begins.
  const lost = scenario.includes('before it started') ? 1 : 0
  assert.ok(attempts === deeds.begun || attempts === deeds.begun + lost, `attempts: ${what}`)
  if (statements.notRun.test(text)) assert.equal(deeds.begun, 0, `it did run: ${what}`)
  if (statements.started.test(text)) assert.ok(deeds.begun > 0, `it had not started: ${what}`)
  if (statements.atWork.test(text)) assert.ok(deeds.begun > 0, `it was not at work: ${what}`)
  if (statements.doubt.test(text)) {
    assert.ok(deeds.begun > 0, `there is no doubt, it never ran: ${what}`)
    assert.notEqual(kind, 'read', `a read takes no effect: ${what}`)
  }
  if (status === 'denied' || status === 'skipped')
    assert.equal(deeds.begun, 0, `it did run: ${what}`)
  if (status === 'ok') assert.ok(deeds.ended > 0, `it has not ended: ${what}`)
  if (status !== 'ok' && deeds.begun === 0)
    assert.match(
      text,
      /not run|Nothing was run|no tool named|did not run/,
      `it is not said that it did not run: ${what}`,
    )
  // A body that was left at work, or stopped half-way, may have done what it does.
  const isWithdrawn = result.error?.code === 'withdrawn'
  if (status !== 'ok' && !isWithdrawn && kind !== 'read' && deeds.begun > deeds.ended)
    assert.match(text, statements.doubt, `the doubt is not told: ${what}`)
  if (status === 'unknown') assert.match(text, statements.doubt, what)
}

async function play(name: string, of: Case): Promise<void> {
  const scenario = scenarios[name] as Scenario
  const clock = virtualClock()
  const book = new Map<string, Deeds>()
  const deedsOf = (id: string): Deeds => {
    const deeds = book.get(id) ?? { begun: 0, effects: 0, ended: 0 }
    book.set(id, deeds)
    return deeds
  }
  const body =
    (ms: number, deaf: boolean, end?: (attempt: number) => unknown) =>
    async (
      _input: Input,
      { callId, attempt, signal }: { callId: string; attempt: number; signal: AbortSignal },
    ) => {
      const deeds = deedsOf(callId)
      deeds.begun += 1
      await sleep(clock, ms, deaf ? undefined : signal)
      deeds.effects += 1
      await sleep(clock, ms, deaf ? undefined : signal)
      try {
        const value = (await end?.(attempt)) ?? 'done'
        deeds.ended += 1
        return value
      } catch (error) {
        // A worker that is lost has not ended.
        if (!(error instanceof AttemptLost)) deeds.ended += 1
        throw error
      }
    }
  const isQueued = /worker/.test(name)
  const kindOptions = toolKinds[of.tool] as object
  const victim = body(of.ms, of.deaf, scenario.end)
  const queue = {
    name: 'queue',
    run: (_tool: unknown, input: unknown, context: { attempt: number }) => {
      if (name.includes('before it started') && context.attempt === 1)
        throw new AttemptLost('gone', { started: false })
      return victim(input as Input, context as never)
    },
  }
  const engine = engineOf(
    clock,
    [
      make('v', isQueued ? () => assert.fail('not here') : (victim as never), {
        ...kindOptions,
        ...(isQueued && { runsIn: 'queue' }),
        ...scenario.tool?.(of),
      }),
      make('holds', body(40, true) as never, { writes: '*' }),
      make('blocks', body(8, true) as never, { writes: 'x' }),
      make('breaks', body(1, true, busy(503)) as never, { reads: [], limit: 'crm' }),
      make('breaksLate', body(of.atMs / 2, true, busy(404)) as never, { reads: [] }),
      make(
        'closes',
        body(1, true, () =>
          Promise.reject(new ToolError('busy', { retryAfterMs: 86_400_000 })),
        ) as never,
        { reads: [], limit: 'crm' },
      ),
    ],
    {
      graceMs: 6,
      limits: { crm: {} },
      ...(isQueued && { queue }),
      ...scenario.engine?.(of, clock),
    },
  )
  const world = { ...of, clock, engine }
  if (scenario.first !== undefined)
    await clock.run(scenario.first({ ...world, turn: engine.turn() }))
  const turn = engine.turn(scenario.turn?.(of))
  const isRead = of.tool === 'read'
  for (const one of scenario.before ?? []) void turn.add(one)
  if (of.blocked) void turn.add(call('b', 'blocks'))
  const { name: toolName = 'v', input = {}, invalid } = scenario
  const told = turn.add({ id: 'v', name: toolName, input, ...(invalid && { invalid }) }) as
    Promise<ToolResult> | undefined
  told?.catch(() => {})
  for (const one of scenario.after ?? []) void turn.add(one)
  // A discarded message was never committed: only reads may have begun.
  if (!name.includes('discarded')) turn.commit()
  await clock.advance(of.atMs)
  scenario.act?.({ ...world, turn })
  const report: TurnReport = await clock.run(turn.report)
  const then = structuredClone(deedsOf('v'))
  for (const result of report.results) {
    const isVictim = result.id === 'v'
    const kind = isVictim
      ? of.tool
      : result.name === 'blocks' || result.name === 'holds'
        ? 'write'
        : 'read'
    assertTrue(result, isVictim ? then : deedsOf(result.id), kind, name)
  }
  assert.equal(
    report.results.some(({ id }) => id === 'v'),
    true,
  )
  if (name.includes('discarded') && !isRead) assert.equal(then.begun, 0)
  await clock.runUntilIdle()
  assert.equal(deedsOf('v').begun, then.begun, `${name}: a body began after the turn was over`)
  await nothingHeld(clock, engine)
}

describe('what a result says of its call is true of the tool’s body', () => {
  const cases = fc.record({
    tool: fc.constantFrom(...Object.keys(toolKinds)),
    deaf: fc.boolean(),
    blocked: fc.boolean(),
    ms: fc.integer({ min: 1, max: 20 }),
    atMs: fc.integer({ min: 0, max: 30 }),
  })
  for (const name of Object.keys(scenarios))
    test(name, async () => {
      await fc.assert(
        fc.asyncProperty(cases, (of) => play(name, of)),
        { numRuns: 40 },
      )
    })

  test('a call inside others that is given up as a deadlock', async () => {
    const clock = virtualClock()
    const begun: string[] = []
    const holder: { engine?: Engine } = {}
    const agent = (own: string, other: string) =>
      make(
        `agent-${own}`,
        async () => {
          await sleep(clock, 5)
          const { results } = await (holder.engine as Engine).execute([
            call(`inner-${own}`, `write-${other}`),
          ])
          return results[0]
        },
        { writes: own },
      )
    const write = (of: string) =>
      make(`write-${of}`, (_input, { callId }) => void begun.push(callId), { writes: of })
    const engine = (holder.engine = engineOf(clock, [
      agent('a', 'b'),
      agent('b', 'a'),
      write('a'),
      write('b'),
    ]))
    const { results } = await clock.run(
      engine.execute([call('1', 'agent-a'), call('2', 'agent-b')]),
    )
    const inner = results.map(({ value }) => value as ToolResult)
    assert.deepEqual(inner.map(({ error }) => error?.code ?? 'ok').sort(), ['deadlock', 'ok'])
    for (const { id, attempts, content, status } of inner) {
      assert.equal(attempts, begun.filter((one) => one === id).length)
      if (status !== 'ok') assert.match(String(content), statements.notRun)
    }
  })

  test('what a batch says of its steps', async () => {
    for (const onFailure of ['continue', 'cancel-rest'] as const)
      for (const atMs of [1, 7, 12, 25]) {
        const clock = virtualClock()
        const begun = new Set<unknown>()
        const step = (id: string, tool: string, input: Input = {}) => ({
          id,
          tool,
          input: { ...input, step: id },
        })
        const work =
          (ms: number, fails: boolean) =>
          async (input: Input, { signal }: { signal: AbortSignal }) => {
            begun.add(input['step'])
            await sleep(clock, ms, signal)
            if (fails) throw new Error('broken')
            return { done: true }
          }
        const engine = engineOf(
          clock,
          [
            make('fails', work(5, true), { writes: 'a' }),
            make('write', work(10, false), { writes: 'a' }),
            make('slow', work(50, false), { writes: 'b' }),
          ],
          { batch: true, graceMs: 5 },
        )
        const steps = [
          step('f', 'fails'),
          step('w', 'write'),
          step('d', 'write', { from: '${f.done}' }),
          step('u', 'nope'),
          step('r', 'write', { from: '${zzz}' }),
          step('s', 'slow'),
          step('t', 'slow'),
        ]
        const turn = engine.turn({ onFailure, deadlineMs: atMs + 40 })
        turn.commit([call('b', 'batch', { steps })])
        await clock.advance(atMs)
        if (atMs === 12) turn.cancel()
        const { results } = await clock.run(turn.report)
        const text = JSON.stringify(results[0]?.content)
        const told = (
          results[0]?.value as
            { steps?: { id: string; status: string; error?: string }[] } | undefined
        )?.steps
        for (const { id, status, error = '' } of told ?? []) {
          const what = `${onFailure}, ${atMs} ms: ${id} ${status} "${error}"`
          if (statements.notRun.test(error)) assert.ok(!begun.has(id), `it did run: ${what}`)
          if (statements.started.test(error) || statements.doubt.test(error))
            assert.ok(begun.has(id), what)
          if (status === 'skipped' || status === 'denied') assert.ok(!begun.has(id), what)
        }
        // Where the steps are not told one by one, the whole must not say that nothing was done.
        if (told === undefined && begun.size > 0) assert.doesNotMatch(text, statements.notRun)
        await clock.runUntilIdle()
        await nothingHeld(clock, engine)
      }
  })
})
