/**
 * What a million turns an hour need: `node bench/scale.ts` prints the tables that docs/scale.md quotes. Simulated, with a
 * seed, from figures measured on one machine (bench/scale/figures.ts); nothing here was measured on a thousand machines.
 */
import { seededRandom } from '../src/testing/random.ts'
import { callsPerSecond, demand, rest, running, turnsPerSecond } from './scale/demand.ts'
import { assumed, facts, measured } from './scale/figures.ts'
import { groupCommits } from './scale/group-commit.ts'
import { figure, percent, print } from './scale/print.ts'
import { waitForShard } from './scale/shard.ts'
import { waitForSlots } from './scale/slots.ts'
import { callsPerTurn, makeTraffic, shortCallMeanS } from './scale/traffic.ts'

const seed = 1
/** How many slots the workers need, and what it costs to deal them out to several queues. */
function slots(): void {
  const queueCounts = [1, 8, 32]
  const rows = [2_400, 2_600, 3_000, 4_000, 16_000].map((slots) => {
    const waits = queueCounts.map((queues) => {
      const random = seededRandom(seed)
      const traffic = makeTraffic(random)
      const load = { ...traffic, turnsPerSecond, random, warmUpS: 3_600, countedS: 3_600 }
      return waitForSlots({ ...load, slots, queues })
    })
    const cells = waits.map(({ mean, p99 }) => `${figure(mean)} / ${figure(p99)}`)
    return [figure(slots), percent(running / slots), ...cells]
  })
  const head = ['slots', 'busy', ...queueCounts.map((n) => (n === 1 ? '1 queue' : `${n} queues`))]
  print('Seconds that a call waits for a free slot: mean / 99th percentile', head, rows)
}

/** How many Redis servers, if turns and workers grow together. */
function shards(): void {
  const cases = [
    [1, 1],
    [1, 2],
    [2, 1],
    [2, 2],
    [5, 2],
    [5, 4],
    [10, 4],
    [10, 8],
  ] as const
  const rows = cases.map(([millions, shards]) => {
    const random = seededRandom(seed)
    const share = millions / shards
    const workers = 1_000 * share
    const callS = measured.redisUsPerCall / 1e6
    const background =
      (workers * measured.redisUsPerWorkerSecond +
        share * running * measured.redisUsPerRunningSecond) /
      1e6
    const busy = share * callsPerSecond * callS + background
    const connections =
      workers * facts.connectionsPerWorker + assumed.engines * millions * facts.connectionsPerEngine
    const load = {
      turnsPerSecond: share * turnsPerSecond,
      callsPerSecond: share * callsPerSecond,
      callS,
      background,
    }
    const traffic = makeTraffic(random)
    const wait = waitForShard({ ...traffic, ...load, pieceS: 100e-6, turns: 300_000, random })
    const name = `${millions}M, ${figure(1_000 * millions)}`
    const each = figure(share * callsPerSecond)
    const waits = [figure(wait.mean * 1e3), figure(wait.p99 * 1e3)]
    return [name, `${shards}`, each, percent(busy), ...waits, figure(connections)]
  })
  const head = ['turns/h, workers', 'shards', 'calls/s each', 'busy', 'mean', '99th', 'connections']
  print('Milliseconds that a call waits for the thread of its Redis', head, rows)
}

/** What it costs to write everything down first, if every call writes. */
function journals(): void {
  const rows = [1, 8, 32].flatMap((engines) =>
    [assumed.commitMs, 10].map((commitMs) => {
      const random = seededRandom(seed)
      const { calls, gapS } = makeTraffic(random)
      // The model's message is one moment, the start of its calls another, and each call settles at its own.
      const moments = 2 + callsPerTurn
      const { waits, commitsPerSecond, recordsPerCommit, busy } = groupCommits({
        momentsPerSecond: (turnsPerSecond / engines) * moments,
        records: () => (random() * moments < 1 ? calls() : 1),
        commitS: commitMs / 1e3,
        recordS: measured.journalUsPerRecord / 1e6,
        moments: 300_000,
        gapS,
      })
      const each = [figure(commitsPerSecond), figure(recordsPerCommit), percent(busy)]
      const times = [figure(waits.mean * 1e3), figure(waits.p99 * 1e3)]
      return [`${engines}`, `${commitMs} ms`, ...each, ...times]
    }),
  )
  const head = ['engines', 'a commit', 'commits/s', 'records each', 'busy', 'mean', '99th']
  print('Milliseconds until a record is on the disk, one journal an engine', head, rows)
}

/** What becomes of calls that all write one key. */
function hotKey(): void {
  const rows = [0.1, 0.25, 0.5, 0.75, 0.9].map((busy) => {
    const random = seededRandom(seed)
    const { callS, gapS } = makeTraffic(random)
    const shortS = (): number => {
      for (;;) {
        const seconds = callS()
        if (seconds < 60) return seconds
      }
    }
    const perSecond = busy / shortCallMeanS
    const load = { turnsPerSecond: perSecond, calls: () => 1, callS: shortS, random, gapS }
    const times = { warmUpS: 1e4, countedS: 1e6 }
    const { mean, p99 } = waitForSlots({ ...load, ...times, slots: 1, queues: 1 })
    return [figure(perSecond), percent(busy), figure(mean), figure(p99)]
  })
  const head = ['calls a second', 'key held', 'mean', '99th']
  print(
    `Seconds that a call waits for one key that is held ${figure(shortCallMeanS)} s, mean`,
    head,
    rows,
  )
}

print('The demand', ['a million turns an hour', ''], demand)
slots()
shards()
journals()
hotKey()
print(
  `The rest, with 1,000 workers and ${assumed.engines} engines`,
  ['a million turns an hour', ''],
  rest,
)
