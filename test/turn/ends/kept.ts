import type { AnyTool } from '../../../src/call/tool.ts'
import type { CallHistory, Journal } from '../../../src/journal/journal.ts'
import { memoryJournal } from '../../../src/journal/memory.ts'
import { memorySharedKeys } from '../../../src/keys/memory-shared-keys.ts'
import type { KeyRequest, SharedKeys } from '../../../src/keys/shared-keys.ts'
import { aborted, cancelled, type Ending, type World } from './world.ts'

const never = (): Promise<never> => new Promise(() => {})
const broken = (): Promise<never> => Promise.reject(new Error('The disk is full.'))

/** Options of an engine whose journal fails as told, and whose signals are watched. */
function journal(changes: Partial<Journal> = {}, options: object = {}) {
  return ({ watch }: World): object => {
    const kept = memoryJournal()
    const decision: Journal['decision'] = (turnId, key, signal) =>
      kept.decision(turnId, key, watch(signal))
    return { journal: { ...kept, decision, ...changes }, ...options }
  }
}

/** Options of an engine whose keys are shared with others, by a service whose signals are watched. */
function shared(changes: (keys: SharedKeys) => Partial<SharedKeys> = () => ({})) {
  return ({ watch }: World): object => {
    const keys = memorySharedKeys()
    const acquire = async (request: KeyRequest) => {
      watch(request.signal)
      const lease = await (changes(keys).acquire ?? keys.acquire)(request)
      watch(lease.lost)
      return lease
    }
    return { sharedKeys: { ...keys, acquire } }
  }
}

/** What a journal knows of calls whose process has died. */
function startedBefore(keys: readonly string[]): ReadonlyMap<string, CallHistory> {
  const histories = keys.map((callKey, n) => {
    const input = JSON.stringify({ n })
    return [callKey, { turnId: 't', callKey, name: 'far', input, startedAtMs: 0 }] as const
  })
  return new Map(histories)
}

/** A queue whose calls may go on for so long after their process has died. */
function far(orphanTimeoutMs: number): object {
  return { name: 'far', orphanTimeoutMs, run: (tool: AnyTool) => tool.name }
}

const writes = ({ nap, hang }: World) => [
  nap('nap', { writes: 'a' }),
  hang('hang', { writes: 'b' }),
]
const asked = ({ nap }: World) => [nap('nap', { writes: 'a', needsApproval: true })]
const waits = { approve: () => 'wait' }

/** Calls that are written down, and calls whose keys others have, too. */
export const keptEndings: readonly Ending[] = [
  {
    name: 'calls that a journal keeps, one of them given up',
    tools: writes,
    options: journal(),
    calls: ['nap', 'nap', 'hang', 'hang'],
    then: async (turn, world) => {
      await aborted(3)(turn, world)
      await cancelled('c3')(turn, world)
    },
    ends: 'ok ok cancelled cancelled',
  },
  {
    name: 'a turn that was there before',
    tools: writes,
    options: journal(),
    turn: { id: 't' },
    calls: ['nap'],
    then: async (_turn, { engine, clock }) => {
      await clock.advance(50)
      await clock.run(engine.execute([{ id: 'c1', name: 'nap', input: { n: 0 } }], { id: 't' }))
    },
    ends: 'ok',
  },
  {
    name: 'a journal that keeps nothing',
    tools: writes,
    options: journal({ append: broken }),
    calls: ['nap', 'nap'],
    ends: 'journal journal',
  },
  {
    name: 'a journal that does not answer',
    tools: writes,
    options: journal({ append: never }),
    calls: ['nap', 'nap'],
    ends: 'journal journal',
  },
  {
    name: 'a journal that cannot say what was there before',
    tools: writes,
    options: journal({ turn: broken }),
    turn: { id: 't' },
    calls: ['nap'],
    ends: 'journal',
  },
  {
    name: 'a journal that does not say what was there before, until one is cancelled',
    tools: writes,
    options: journal({ turn: never }),
    turn: { id: 't' },
    calls: ['nap', 'nap'],
    then: aborted(0),
    ends: 'in_doubt journal',
  },
  {
    name: 'a journal that says what was there before when one has been cancelled',
    tools: writes,
    options: (world) =>
      journal({
        turn: () => new Promise((answer) => world.clock.setTimer(answer, 20, new Map())),
      })(world),
    turn: { id: 't' },
    calls: ['nap', 'nap'],
    then: aborted(0),
    ends: 'cancelled ok',
  },
  {
    name: 'calls that may be at work elsewhere, of which one is waited for and one is not',
    tools: ({ at }) => [at('far', (n) => n, { reads: 'a', runsIn: 'queue' })],
    options: (world) =>
      journal({ turn: async () => startedBefore(['c1', 'c2']) }, { queue: far(20) })(world),
    turn: { id: 't' },
    calls: ['far', 'far'],
    then: aborted(1),
    ends: 'ok in_doubt',
  },
  {
    name: 'a call that may be at work elsewhere, for which nobody waits any longer',
    tools: ({ at }) => [at('far', (n) => n, { reads: 'a', runsIn: 'queue' })],
    options: (world) =>
      journal({ turn: async () => startedBefore(['c1']) }, { queue: far(1e6) })(world),
    turn: { id: 't' },
    calls: ['far'],
    then: aborted(0),
    ends: 'in_doubt',
  },
  {
    name: 'a question that is decided in the journal',
    tools: asked,
    options: journal({}, waits),
    turn: { id: 't' },
    calls: ['nap'],
    then: async (_turn, { engine, clock }) => {
      await clock.advance(5)
      await engine.journal?.append({
        kind: 'call.decided',
        turnId: 't',
        callKey: 'c1',
        decision: 'allow',
        atMs: 0,
      })
    },
    ends: 'ok',
  },
  {
    name: 'a question in the journal that is cancelled, and one that nobody answers in time',
    tools: asked,
    options: journal({}, { ...waits, approvalTimeoutMs: 100 }),
    calls: ['nap', 'nap'],
    then: aborted(0),
    ends: 'cancelled denied',
  },
  {
    name: 'keys that other engines have, too, and a call that leaves their line',
    tools: writes,
    options: shared(),
    calls: ['nap', 'nap', 'hang'],
    then: async (turn, world) => {
      await aborted(1)(turn, world)
      await cancelled('c3')(turn, world)
    },
    ends: 'ok cancelled cancelled',
  },
  {
    name: 'keys that another engine holds, and a call that leaves the line for them there',
    tools: writes,
    options: shared((keys) => ({
      acquire: async (request) => {
        const held = await keys.acquire({ ...request, signal: new AbortController().signal })
        // When the call has left.
        const release = (): void => queueMicrotask(() => void held.release())
        request.signal.addEventListener('abort', release, { once: true })
        return keys.acquire(request)
      },
    })),
    calls: ['nap'],
    then: aborted(0),
    ends: 'cancelled',
  },
  {
    name: 'keys that nobody gives, until one is cancelled',
    tools: writes,
    options: shared(() => ({ acquire: never })),
    calls: ['nap', 'hang'],
    then: async (turn, world) => {
      await aborted(0)(turn, world)
      await cancelled('c2')(turn, world)
    },
    ends: 'cancelled cancelled',
  },
  {
    name: 'keys that cannot be reached',
    tools: writes,
    options: shared(() => ({ acquire: broken })),
    calls: ['nap'],
    ends: 'shared_keys',
  },
  {
    name: 'keys that come when their call has left, and cannot be given back',
    tools: writes,
    options: (world) =>
      shared((keys) => ({
        acquire: async (request) => {
          const lease = await keys.acquire(request)
          await new Promise((resolve) => world.clock.setTimer(resolve, 20, undefined))
          return { ...lease, release: () => lease.release().then(broken) }
        },
      }))(world),
    calls: ['nap', 'hang'],
    then: async (turn, world) => {
      await aborted(0)(turn, world)
      await aborted(1, 30)(turn, world)
    },
    ends: 'cancelled cancelled',
  },
  {
    name: 'keys that are lost while a call has them',
    tools: writes,
    options: (world) =>
      shared((keys) => ({
        acquire: async (request) => {
          world.clock.setTimer(() => void keys.close(), 5, undefined)
          return keys.acquire(request)
        },
      }))(world),
    calls: ['hang'],
    ends: 'cancelled',
  },
]
