import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { noRedis, startRedis } from '../../test/place/queue/redis.ts'
import { faultsOf } from './checks.ts'
import { explain } from './explain.ts'
import { makeCrashPlan } from './generate.ts'
import { Nursery } from './nursery.ts'
import { queueStages } from './queue/queue-stage.ts'
import { playRound, RoundFault } from './round.ts'
import { bareStage, type SetStage } from './stage.ts'
import { addRound, emptyTally, type Tally } from './tally.ts'

export interface RoundsOptions {
  /** Also workers, and a Redis that writes everything to its log before it confirms it. */
  readonly queue: boolean
  readonly rounds: number
  readonly jobs: number
  /** The seed of the round with this number, from 0. */
  readonly seedOf: (round: number) => number
  /** Told what is wrong with a round. */
  readonly tell: (text: string) => void
  readonly onRound?: (tally: Tally) => void
}

/** Why there can be no rounds with a queue; undefined if there can. */
export const noQueue: string | undefined = noRedis

/** Failing rounds that are told of at length; of others only the seed is. */
const mostExplained = 3

/** Plays rounds, `jobs` at a time. Of a round that fails the files are left where they are. */
export async function playRounds(options: RoundsOptions): Promise<Tally> {
  const { queue, rounds, jobs } = options
  const tally = emptyTally()
  const cache = mkdtempSync(join(tmpdir(), 'fanfold-crash-cache-'))
  let next = 0
  const takeSeed = (): number | undefined => (next < rounds ? options.seedOf(next++) : undefined)
  const play = queue ? playLaneWithQueue : playLane
  try {
    const lanes = Array.from({ length: Math.min(jobs, rounds) }, () =>
      play({ ...options, cache, tally, takeSeed }),
    )
    await Promise.all(lanes)
  } finally {
    rmSync(cache, { recursive: true, force: true })
  }
  return tally
}

interface Lane extends RoundsOptions {
  readonly cache: string
  readonly tally: Tally
  readonly takeSeed: () => number | undefined
}

async function playLane(lane: Lane, setStage: SetStage = bareStage): Promise<void> {
  const nursery = new Nursery(new URL('process.ts', import.meta.url), lane.cache)
  try {
    for (let seed = lane.takeSeed(); seed !== undefined; seed = lane.takeSeed()) {
      await playOne(seed, lane, nursery, setStage)
      lane.onRound?.(lane.tally)
    }
  } finally {
    nursery.close()
  }
}

async function playLaneWithQueue(lane: Lane): Promise<void> {
  const redis = await startRedis(['--appendonly', 'yes', '--appendfsync', 'always'])
  const nurseryOf = (script: string): Nursery =>
    new Nursery(new URL(`queue/${script}`, import.meta.url), lane.cache)
  const same = nurseryOf('worker.ts')
  const other = nurseryOf('other-worker.ts')
  try {
    await playLane(lane, queueStages(redis, { same, other }))
  } finally {
    same.close()
    other.close()
    await redis.stop()
  }
}

async function playOne(
  seed: number,
  { queue, tally, tell }: Lane,
  nursery: Nursery,
  setStage: SetStage,
): Promise<void> {
  const replay = `node sim/crash/run.ts --seed ${seed} --${queue ? 'queue-' : ''}rounds 20`
  try {
    const { folder, evidence } = await playRound(
      makeCrashPlan(seed, queue ? 'queue' : 'sqlite'),
      nursery,
      setStage,
    )
    addRound(tally, evidence)
    const faults = faultsOf(evidence)
    if (faults.length === 0) return rmSync(folder, { recursive: true, force: true })
    tally.violations += faults.length
    tally.failures += 1
    if (tally.failures > mostExplained)
      tell(`seed ${seed}: ${faults.length} violations, first: ${faults[0]}`)
    else tell(explain(evidence, faults, { folder, replay }))
  } catch (error) {
    if (!(error instanceof RoundFault)) throw error
    tally.rounds += 1
    tally.violations += 1
    tally.failures += 1
    tell(`seed ${seed}: ${error.message}\nreplay: ${replay}`)
  }
}
