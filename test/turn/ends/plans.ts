import type { Turn } from '../../../src/turn/contract.ts'
import { aborted, cancelled, type Ending, type World } from './world.ts'

const step = (id: string, tool: string, input: object = {}) => ({ id, tool, input })
const plan = (...steps: readonly object[]) => ['batch', { steps }] as const
const needs = (...ids: readonly string[]) =>
  ['nap', { needs: ids.map((id) => `\${${id}}`) }] as const

const tools = ({ nap, hang, at }: World) => [
  nap('nap'),
  nap('read', { reads: 'a' }),
  nap('write', { writes: 'a' }),
  hang('hang'),
  hang('look', { reads: 'a' }),
  at('fails', () => {
    throw new Error('no')
  }),
]
const batch = (): object => ({ batch: true })

/** Says a plan as a stream does, as far as its steps have come. */
function say(turn: Turn, id: string, ...steps: readonly object[]): void {
  turn.addPart?.({ id, name: 'batch' }, JSON.stringify({ steps }).slice(0, -2))
}

/** Calls that need each other, and plans of them. */
export const planEndings: readonly Ending[] = [
  {
    name: 'calls that need others, which end well, fail, or are cancelled',
    tools,
    turn: { references: true },
    calls: ['nap', needs('c1'), 'fails', needs('c1', 'c3'), 'hang', needs('c5'), needs('nope')],
    then: aborted(4),
    ends: 'ok ok tool_threw dependency_failed cancelled dependency_failed bad_reference',
  },
  {
    name: 'a call that is cancelled while it needs others',
    tools,
    turn: { references: true },
    calls: ['nap', needs('c1'), needs('c2')],
    then: aborted(1),
    ends: 'ok cancelled dependency_failed',
  },
  {
    name: 'a plan that runs, with a step that fails and one that needs it',
    tools,
    options: batch,
    calls: [plan(step('a', 'read'), step('b', 'fails'), step('c', 'nap', { of: '${b}' })), 'write'],
    ends: 'ok ok',
  },
  {
    name: 'a plan that is cancelled at work, and one that waits behind it',
    tools,
    options: batch,
    calls: [plan(step('a', 'look'), step('b', 'write')), plan(step('a', 'look'))],
    then: async (turn, world) => {
      await cancelled('c1')(turn, world)
      await aborted(1, 50)(turn, world)
    },
    ends: 'cancelled cancelled',
  },
  {
    name: 'plans whose first steps start while they are coming, and that come, or not, or otherwise',
    tools,
    options: batch,
    turn: { open: false },
    calls: ['read'],
    then: async (turn, { clock }) => {
      const [read, look, write] = [step('a', 'read'), step('b', 'look'), step('c', 'write')]
      say(turn, 'p', read, look)
      await clock.advance(5)
      turn.add({ id: 'p', name: 'batch', input: { steps: [read] } })
      say(turn, 'q', look)
      await clock.advance(5)
      turn.add({ id: 'q', name: 'batch', input: { steps: [write, read] } })
      say(turn, 'r', look, read)
      await clock.advance(5)
      turn.commit()
    },
    ends: 'ok ok ok',
  },
  {
    name: 'a message that is no good, of whose plan steps had started',
    tools,
    options: batch,
    turn: { open: false },
    calls: [plan(step('a', 'look'), step('b', 'write'))],
    then: async (turn, { clock }) => {
      say(turn, 'p', step('a', 'look'))
      await clock.advance(5)
      turn.discard('It broke off.')
    },
    ends: 'discarded',
  },
]
