import { assumed, facts, measured } from './figures.ts'
import { figure, percent } from './print.ts'
import { callMeanS, callsPerTurn } from './traffic.ts'

export const turnsPerSecond: number = 1e6 / 3_600
export const callsPerSecond: number = turnsPerSecond * callsPerTurn
/** Calls that run at one time (Little's law). */
export const running: number = callsPerSecond * callMeanS

type Row = readonly [what: string, figure: string]

/** What a million turns an hour are. */
export const demand: readonly Row[] = [
  ['turns a second', figure(turnsPerSecond)],
  ['calls a second', figure(callsPerSecond)],
  ['a call runs, mean', `${figure(callMeanS)} s`],
  ['calls that run at one time', figure(running)],
]

const workers = 1_000
/** The default time-out of an attempt: no call is in line for longer. */
const longestLineS = 120

/** What else they come to, one figure times another. */
export const rest: readonly Row[] = [
  [
    'processors of all engines together, for the queue',
    figure((callsPerSecond * measured.engineUsPerCall) / 1e6),
  ],
  [
    'through Redis, but for inputs and results',
    `${figure((callsPerSecond * measured.redisBytesPerCall) / 1e6)} MB/s`,
  ],
  [
    'in line if all workers are away for two minutes',
    `${figure((callsPerSecond * longestLineS * measured.redisBytesInLine) / 1e6)} MB`,
  ],
  [
    'of a Redis for shared keys, if every call takes one',
    percent((callsPerSecond * measured.redisUsPerLease) / 1e6),
  ],
  [
    'a journal grows in a day, if every call writes',
    `${figure((callsPerSecond * 0.0864 * measured.journalMbPerMillionCalls) / 1e3 / assumed.engines)} GB`,
  ],
  ['calls that are lost with a worker that dies', figure(running / workers)],
  ['its loss is noticed within', `${figure(facts.noticedWithinS)} s`],
]
