import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { QueueExecutor } from '../../src/bullmq.ts'
import type { Journal } from '../../src/journal/journal.ts'
import { openJournal } from '../../src/journal/sqlite/open-journal.ts'
import type { Engine } from '../../src/turn/contract.ts'
import { createEngine } from '../../src/turn/engine.ts'
import { systemClock } from '../../src/util/clock.ts'
import { Dice } from '../dice.ts'
import { callerOf, type Caller } from './caller.ts'
import { readJournalFiles } from './journal-files.ts'
import { Ledger } from './ledger.ts'
import { plainResult } from './line.ts'
import type { Part, QueuePart } from './part.ts'
import type { CrashPlan } from './plan.ts'
import { slowJournal } from './slow-journal.ts'
import type { Stopping } from './stopping.ts'
import { makeTools } from './tools.ts'
import { visit } from './visit.ts'

/** So soon workers let go of what a dead engine had asked for. */
const leaseMs = 1_000

/** A life of the engine: its callers, until they have what they want, or until it is told to stop. */
export async function play(part: Part, stopping: Stopping): Promise<void> {
  const { process: name, folder, plan, queue, stop } = part
  const ledger = new Ledger(join(folder, 'ledger'))
  const place = queue && (await openQueue(queue))
  const journal = await openSlowly(part)
  const reading = plan.readsFilesMs
  const reader = reading && setInterval(() => readJournalFiles(folder), reading)
  const makeEngine = (): Engine => engineOf(part, ledger, journal, place)
  const engines = [makeEngine()]
  const callers = [callerOf(part, engines[0] as Engine, ledger)]
  const { twice } = plan
  if (twice?.how === 'engine') engines.push(makeEngine())
  if (twice !== undefined && twice.how !== 'file')
    callers.push(callerOf(part, engines.at(-1) as Engine, ledger))
  const all = stop?.what !== 'first' || callers.length === 1 || plan.kind === 'run'
  const suspended: Promise<unknown>[] = []

  ledger.append({ process: name, what: 'begun' })
  process.send?.('begun')
  stopping.use(() => {
    const { what = 'engine', withinMs = 1_000 } = stop ?? {}
    ledger.append({ process: name, what: 'stopping', all, atMs: Date.now() })
    if (what === 'engine')
      for (const engine of engines) suspended.push(engine.suspend({ withinMs }))
    else for (const caller of all ? callers : callers.slice(0, 1)) caller.suspend(withinMs)
  })
  await Promise.all([
    ...callers.map((caller, index) => callLater(caller, index === 0 ? 0 : twice?.afterMs)),
    twice?.how === 'file' && visitLater(part, twice.afterMs),
  ])
  await Promise.all(suspended)
  stopping.over()
  // Turns inside calls that were stopped may be on their way out.
  if (stopping.isAsked) await Promise.all(engines.map((engine) => engine.suspend({ withinMs: 1 })))
  if (stopping.isAsked) ledger.append({ process: name, what: 'suspended' })
  clearInterval(reader)
  ledger.append({ process: name, what: 'closing' })
  await place?.close()
  await journal.close()
}

async function callLater(caller: Caller, afterMs: number | undefined): Promise<void> {
  if (afterMs !== undefined && afterMs > 0) await sleep(afterMs)
  await caller.call()
}

async function visitLater({ folder, process: name }: Part, afterMs: number): Promise<void> {
  await sleep(afterMs)
  await visit(folder, `${name} again`)
}

/** Only rounds with a queue load its packages. */
async function openQueue({ redisUrl, name }: QueuePart): Promise<QueueExecutor> {
  const { bullmq } = await import('../../src/bullmq.ts')
  return bullmq({ connection: redisUrl, queue: name, stalledCheckMs: 250, leaseMs })
}

async function openSlowly({ folder, process: name, plan }: Part): Promise<Journal> {
  const { slow, seed } = plan
  const journal = await openJournal(join(folder, 'journal.db'), {
    mode: 'engine',
    pollMs: 20,
    clock: systemClock,
    simulated: { commitMs: slow?.commitMs },
  })
  if (slow === undefined) return journal
  const dice = new Dice(seed + name.length)
  const wait = (ms: number): Promise<unknown> => (ms > 0 ? sleep(ms) : Promise.resolve())
  return slowJournal(journal, slow, wait, (most) => dice.int(0, most))
}

function engineOf(
  { process: name, plan }: { readonly process: string; readonly plan: CrashPlan },
  ledger: Ledger,
  journal: Journal,
  place: QueueExecutor | undefined,
): Engine {
  const tools = makeTools({
    process: name,
    ledger,
    runsIn: place === undefined ? 'inline' : 'queue',
    runInside: (calls, options) => engine.execute(calls, options),
  })
  const engine: Engine = createEngine({
    tools,
    journal,
    concurrency: plan.concurrency,
    batch: true,
    approve: () => 'wait',
    ...(place !== undefined && { queue: place }),
    onEvent: (event) => {
      if (event.type === 'call.settled')
        ledger.append({
          process: name,
          what: 'settled',
          turn: event.turnId,
          ...plainResult(event.result),
        })
      else if (event.type === 'turn.settled') {
        const { id, results } = event.report
        ledger.append({
          process: name,
          what: 'report',
          turn: id,
          results: results.map(plainResult),
        })
      }
    },
  })
  return engine
}
