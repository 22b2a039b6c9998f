import type { ApprovalRequest } from '../../../src/turn/waits/approval/approve.ts'
import { aborted, cancelled, type Ending, type World } from './world.ts'

/** Asks somebody who answers as told, call by call; a function that never answers is given the signal to watch. */
function asking(...answers: readonly unknown[]) {
  return ({ watch }: World): object => {
    const left = [...answers]
    return {
      approve: ({ signal }: ApprovalRequest): unknown => {
        watch(signal)
        const answer = left.shift()
        return typeof answer === 'function' ? (answer as () => unknown)() : answer
      },
    }
  }
}

const never = (): Promise<never> => new Promise(() => {})
const guarded = ({ nap, at }: World) => [
  nap('nap', { needsApproval: true }),
  at('now', (n) => n, { needsApproval: () => true }),
]

/** Calls that wait for somebody, or something. */
export const waitEndings: readonly Ending[] = [
  {
    name: 'a line for slots, of which some leave before their turn',
    tools: ({ nap }) => [nap('nap')],
    options: () => ({ concurrency: 1 }),
    calls: ['nap', 'nap', 'nap'],
    then: aborted(1),
    ends: 'ok cancelled ok',
  },
  {
    name: 'a line for a key, of which some leave before their turn',
    tools: ({ nap }) => [nap('nap', { writes: 'a' })],
    calls: ['nap', 'nap', 'nap'],
    then: aborted(1),
    ends: 'ok cancelled ok',
  },
  {
    name: 'a line for a key that another turn holds',
    tools: ({ nap, hang }) => [nap('nap', { writes: 'a' }), hang('hang', { writes: 'a/b' })],
    calls: ['nap', 'nap'],
    then: async (turn, world) => {
      const { clock, engine } = world
      const before = engine.turn({ open: true })
      before.add({ id: 'h', name: 'hang', input: {} }).catch(() => {})
      const behind = engine.turn({ open: true })
      behind.add({ id: 'x', name: 'nap', input: {} }).catch(() => {})
      behind.add({ id: 'y', name: 'hang', input: {} }).catch(() => {})
      await clock.advance(30)
      behind.cancel()
      before.cancel()
      turn.commit()
      await Promise.all([clock.advance(2_000), before.report, behind.report])
    },
    turn: { open: false },
    ends: 'ok ok',
  },
  {
    name: 'a turn whose calls run one by one, of which some are cancelled',
    tools: ({ nap }) => [nap('nap')],
    turn: { parallel: 'forbid' },
    calls: ['nap', 'nap', 'nap'],
    then: aborted(1),
    ends: 'ok cancelled ok',
  },
  {
    name: 'a named limit and a tool’s own, of which some leave before their turn',
    tools: ({ nap }) => [nap('nap', { limit: ['crm', 'api'], concurrency: 1 })],
    options: () => ({ limits: { crm: { concurrency: 1 }, api: { concurrency: 2 } } }),
    calls: ['nap', 'nap', 'nap'],
    then: aborted(1),
    ends: 'ok cancelled ok',
  },
  {
    name: 'several limits of which one reserves, until it leaves',
    tools: ({ nap }) => [
      nap('one', { limit: ['crm', 'api'] }, 20),
      nap('other', { limit: ['crm', 'db'] }),
      nap('crm', { limit: 'crm' }),
    ],
    options: () => {
      const limit = { concurrency: 1 }
      return { limits: { crm: { concurrency: 2 }, api: limit, db: limit } }
    },
    calls: ['one', 'one', 'other', 'other', 'crm', 'crm'],
    then: async (turn, world) => {
      await aborted(1)(turn, world)
      await aborted(3)(turn, world)
    },
    ends: 'ok cancelled ok cancelled ok ok',
  },
  {
    name: 'a rate, when the last who waits for it leaves',
    tools: ({ nap }) => [nap('nap', { limit: 'api' })],
    options: () => ({ limits: { api: { perSecond: 1 } } }),
    calls: ['nap', 'nap', 'nap'],
    then: async (turn, world) => {
      await aborted(2)(turn, world)
      await aborted(1)(turn, world)
    },
    ends: 'ok cancelled cancelled',
  },
  {
    name: 'an approval, a denial, an answer that makes no sense, one that throws',
    tools: guarded,
    options: asking('allow', 'deny', 'maybe', () => {
      throw new Error('no')
    }),
    calls: ['nap', 'nap', 'nap', 'now'],
    ends: 'ok denied approval_failed approval_failed',
  },
  {
    name: 'an approval with another input',
    tools: guarded,
    options: asking({ decision: 'allow', input: { n: 7 } }),
    calls: ['now'],
    ends: 'ok',
  },
  {
    name: 'an approval that comes in time',
    tools: guarded,
    options: (world) => ({
      ...asking(() => new Promise((r) => world.clock.setTimer(r, 50, 'allow')))(world),
      approvalTimeoutMs: 1_000,
    }),
    calls: ['now'],
    ends: 'ok',
  },
  {
    name: 'an approval that nobody answers in time',
    tools: guarded,
    options: (world) => ({ ...asking(never)(world), approvalTimeoutMs: 100 }),
    calls: ['now'],
    ends: 'denied',
  },
  {
    name: 'an approval that is cancelled before anybody answers',
    tools: guarded,
    options: (world) => ({ ...asking(never, never)(world), approvalTimeoutMs: 1e6 }),
    calls: ['now', 'nap'],
    then: async (turn, world) => {
      await aborted(0)(turn, world)
      await cancelled('c2')(turn, world)
    },
    ends: 'cancelled cancelled',
  },
  {
    name: 'a person for whom no journal keeps the question',
    tools: guarded,
    options: asking('wait'),
    calls: ['now'],
    ends: 'denied',
  },
]
