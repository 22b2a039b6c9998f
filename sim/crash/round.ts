import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createModelServer } from '../../src/testing/index.ts'
import { Decider } from './decider.ts'
import type { Evidence, Life } from './evidence.ts'
import { factsOf, turnsOf } from './facts.ts'
import { Ledger } from './ledger.ts'
import { within, type Actor, type Nursery } from './nursery.ts'
import type { CrashPlan, KillPlan } from './plan.ts'
import { bareStage, type SetStage, type Stage } from './stage.ts'
import { copyJournal, readSnapshot } from './snapshot.ts'
import { toolCalls } from './tools.ts'

/** A process that takes longer to end by itself hangs. */
const patienceMs = 60_000

/** A process hung or failed, so that its round cannot be judged further. */
export class RoundFault extends Error {}

export interface RoundEnd {
  readonly folder: string
  readonly evidence: Evidence
}

/** Plays a plan: life after life of the engine, each cut short as planned but for the last, and what they leave behind. */
export async function playRound(
  plan: CrashPlan,
  nursery: Nursery,
  setStage: SetStage = bareStage,
): Promise<RoundEnd> {
  const folder = mkdtempSync(join(tmpdir(), 'fanfold-crash-'))
  const ledger = new Ledger(join(folder, 'ledger'))
  const decider = new Decider(join(folder, 'journal.db'), plan)
  const server =
    plan.kind === 'run' ? await createModelServer({ script: scriptOf(plan) }) : undefined
  const stage = await setStage(folder, ledger)
  const { queue } = stage
  const modelUrl = server?.anthropicBaseURL
  const begin = async (process: string): Promise<Actor> => {
    decider.start()
    return nursery.take({
      process,
      folder,
      plan,
      ...(modelUrl !== undefined && { modelUrl }),
      ...(queue !== undefined && { queue }),
    })
  }
  const lives: EndedLife[] = []
  try {
    let engine: Actor | undefined
    for (const kill of [...plan.kills, undefined]) {
      const process = `p${lives.length + 1}`
      engine ??= await begin(process)
      const end =
        kill === undefined
          ? await ended(engine, process)
          : await strike(engine, kill, stage, ledger)
      if (end === 'alive') continue
      engine = undefined
      ledger.append({ process, what: end })
      await decider.stop()
      lives.push({ process, killed: end === 'killed', copy: copyJournal(folder, process) })
    }
  } finally {
    await Promise.all([decider.stop(), server?.close(), stage.clear()])
  }
  const turns = turnsOf(plan)
  const evidence: Evidence = {
    plan,
    facts: new Map(factsOf(plan).map((fact) => [fact.key, fact])),
    lines: ledger.read(),
    lives: await Promise.all(
      lives.map(async ({ copy, ...life }) => ({ ...life, kept: await readSnapshot(copy, turns) })),
    ),
  }
  return { folder, evidence }
}

type EndedLife = Omit<Life, 'kept'> & { readonly copy: string }

/** Kills as planned. An engine that is done before its time has come has ended by itself. */
async function strike(
  engine: Actor,
  { after, delayMs, whom }: KillPlan,
  stage: Stage,
  ledger: Ledger,
): Promise<'alive' | 'killed' | 'exited'> {
  if (after !== 'go') await engine.begun
  if (after === 'start') await Promise.race([engine.ended, nextStart(ledger)])
  const code = await Promise.race([engine.ended, sleep(delayMs)])
  if (code !== undefined) return ended(engine, 'an engine')
  const hitsEngine = whom === 'engine' || whom === 'both'
  if (hitsEngine) engine.kill()
  await stage.strike(whom)
  if (!hitsEngine) return 'alive'
  return (await engine.ended) === null ? 'killed' : 'exited'
}

/** Resolves when a tool has started; or, if none does, soon. */
async function nextStart(ledger: Ledger): Promise<void> {
  const starts = (): number => ledger.read().filter(({ what }) => what === 'start').length
  const before = starts()
  for (let waits = 0; waits < 200 && starts() === before; waits += 1) await sleep(10)
}

async function ended(engine: Actor, name: string): Promise<'exited'> {
  const code = await within(patienceMs, engine.ended)
  if (code === undefined) engine.kill()
  if (code === undefined) throw new RoundFault(`${name} did not end in ${patienceMs} ms.`)
  if (code !== 0) throw new RoundFault(`${name} ended with ${code}:\n${engine.errors()}`)
  return 'exited'
}

function scriptOf({ turns }: CrashPlan): Parameters<typeof createModelServer>[0]['script'] {
  const replies = turns.map(({ calls }) => ({ calls: toolCalls(calls) }))
  return [...replies, { text: 'All done.' }]
}
