import type { ScriptedCall } from '../../../../src/testing/index.ts'
import type { FaultCase, Says } from './case.ts'
import { messageFaults } from './message-faults.ts'

const lookUp = (key: string, id: string): ScriptedCall => ({ id, name: 'look_up', input: { key } })
const first = lookUp('first', 'call_1')
const third = lookUp('third', 'call_3')
const middle: ScriptedCall = { id: 'call_2', name: 'inspect', input: { key: 'middle' } }
const calls = [first, middle, third]

/** The good calls' values around what the bad call's result must say. */
const around = (says: Says): readonly Says[] => ['value', says, 'value']
const timeout = {
  options: { toolTimeoutMs: 500 },
  needs: 'toolTimeoutMs',
  withinMs: 1_500,
} as const
const deadline = {
  options: { turnDeadlineMs: 500 },
  needs: 'turnDeadlineMs',
  withinMs: 1_500,
} as const
const abort = { abortAfterMs: 200, needs: 'signal', mayEnd: true, withinMs: 1_000 } as const

/** What a tool may do. */
const toolFaults: readonly FaultCase[] = [
  {
    name: 'throw',
    title: 'a throw',
    tool: 'throws',
    calls,
    says: around('something'),
    hasSecret: true,
  },
  {
    name: 'sync-throw',
    title: 'a synchronous throw',
    tool: 'throwsAtOnce',
    calls,
    says: around('something'),
    hasSecret: true,
  },
  {
    name: 'rejected-string',
    title: 'a rejected string',
    tool: 'rejectsString',
    calls,
    says: around('something'),
    hasSecret: true,
  },
  { name: 'hang', title: 'a hang, no option set', tool: 'hangs', calls, says: around('something') },
  {
    name: 'hang-tool-timeout',
    title: 'a hang, tool time-out of 500 ms',
    tool: 'hangs',
    calls,
    says: around('something'),
    ...timeout,
  },
  {
    name: 'hang-turn-deadline',
    title: 'a hang, turn deadline of 500 ms',
    tool: 'hangs',
    calls,
    says: around('something'),
    ...deadline,
  },
  {
    name: 'slow-honours-signal',
    title: 'a slow tool that honours its signal, time-out of 500 ms',
    tool: 'slow',
    calls,
    says: around('something'),
    ...timeout,
  },
  { name: '5-mb', title: 'a result of 5 MB', tool: 'large', calls, says: around(/x{1000}/) },
  {
    name: 'undefined',
    title: 'an undefined result',
    tool: 'nothing',
    calls,
    says: around('anything'),
  },
  {
    name: 'circular',
    title: 'a circular result',
    tool: 'circular',
    calls,
    says: around(/loop|circular|cycl|error|fail/i),
  },
  {
    name: 'bigint',
    title: 'a BigInt result',
    tool: 'bigint',
    calls,
    says: around(/9007199254740993|bigint|error|fail|serial/i),
  },
]

/** What may come from outside. */
const runFaults: readonly FaultCase[] = [
  { name: 'abort', title: 'an abort', tool: 'slow', calls, says: [], ...abort },
  { name: 'abort-hang', title: 'an abort during a hang', tool: 'hangs', calls, says: [], ...abort },
  {
    name: 'cpu',
    title: '500 ms of CPU in one tool',
    tool: 'computes',
    calls,
    says: around('value'),
    siblingsWithinMs: 50,
  },
]

export const faultCases: readonly FaultCase[] = [...toolFaults, ...messageFaults, ...runFaults]
