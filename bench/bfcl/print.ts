import { table } from '../table.ts'
import type { Totals } from './totals.ts'

/** The totals as a table, and then the turns in which Fanfold needed more waves than the oracle. */
export function print(totals: Totals): string {
  const { turns, calls, waves, contiguousWaves, oracleWaves, draws } = totals
  const row = (name: string, count: number, broken: string): string[] => [
    name,
    String(count),
    `${(calls / count).toFixed(2)}x`,
    broken,
  ]
  const aDraw = Math.round(totals.promiseAllBrokenShare * turns)
  return [
    `${turns} turns of ${calls} calls, one unit of time a call; random latencies: ${draws} draws a turn`,
    '',
    ...table([
      ['', 'waves', 'speed-up', 'turns broken'],
      row('one by one', calls, '0'),
      row('neighbours that only read together', contiguousWaves, '0'),
      row('Fanfold', waves, String(totals.violatedPairs.length)),
      row('the oracle', oracleWaves, '0'),
      row('Promise.all', turns, `${totals.promiseAllBroken} (${aDraw} in one draw)`),
    ]),
    '',
    `Pairs violated by Fanfold: ${totals.violated}. Calls run alone because they are not known: ${totals.unknownCalls}.`,
    ...totals.violatedPairs.map(({ id, turn, why }) => `  ${id} turn ${turn}: ${why.join(', ')}`),
    '',
    'More waves than the oracle, which knows the state before the turn:',
    ...totals.overSerialised.flatMap((place) => [
      `  ${place.id} turn ${place.turn}: ${place.waves} instead of ${place.oracleWaves}`,
      ...new Set(place.why.map((reason) => `    waited for ${reason}`)),
    ]),
  ].join('\n')
}
