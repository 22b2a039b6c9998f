import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createModelServer } from '../../src/testing/index.ts'
import { Beside } from './beside.ts'
import { Decider } from './decider.ts'
import type { Evidence, Life } from './evidence.ts'
import { factsOf, turnsOf } from './facts.ts'
import { Ledger } from './ledger.ts'
import { within, type Actor, type Nursery } from './nursery.ts'
import type { CrashPlan, KillPlan, StopPlan } from './plan.ts'
import { bareStage, type SetStage, type Stage } from './stage.ts'
import { copyJournal, readSnapshot } from './snapshot.ts'
import { secondSignalCode } from './stopping.ts'
import { toolCalls } from './tools.ts'

/** A process that takes longer to end by itself hangs, however busy the machine is. */
const patienceMs = 240_000

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
  const stage = await setStage(folder, ledger, plan)
  const { queue } = stage
  const modelUrl = server?.anthropicBaseURL
  const beside = new Beside(folder, plan, nursery, ledger, stage)
  const begin = async (process: string, stop: StopPlan | undefined): Promise<Engine> => {
    decider.start()
    const actor = await nursery.take({
      process,
      folder,
      plan,
      ...(stop !== undefined && { stop }),
      ...(modelUrl !== undefined && { modelUrl }),
      ...(queue !== undefined && { queue }),
    })
    return { process, actor, leave: beside.watch({ process, life: lives.length, actor }) }
  }
  const lives: EndedLife[] = []
  try {
    let engine: Engine | undefined
    for (const [index, kill] of [...plan.kills, undefined].entries()) {
      engine ??= await begin(`p${lives.length + 1}`, stopFrom(plan, index))
      const { process, actor } = engine
      const end =
        kill === undefined
          ? await ended(actor, process).then(() => 'exited' as const)
          : await strike(engine, kill, stage, ledger)
      if (end === 'alive') continue
      ledger.append({ process, what: end === 'killed' ? 'killed' : 'exited' })
      await Promise.all([engine.leave(), decider.stop()])
      engine = undefined
      lives.push({
        process,
        killed: end === 'killed',
        ...(end === 'stopped' && { stopped: true }),
        copy: copyJournal(folder, process),
      })
    }
  } catch (error) {
    if (error instanceof RoundFault) error.message += `\nall of it: ${folder}`
    throw error
  } finally {
    await Promise.all([decider.stop(), server?.close(), stage.clear()])
  }
  const turns = turnsOf(plan)
  const evidence: Evidence = {
    plan,
    facts: new Map(factsOf(plan).map((fact) => [fact.key, fact])),
    lines: ledger.read(),
    lives: lives.map(({ copy, ...life }) => ({ ...life, kept: readSnapshot(copy, turns) })),
  }
  return { folder, evidence }
}

type EndedLife = Omit<Life, 'kept'> & { readonly copy: string }

interface Engine {
  readonly process: string
  readonly actor: Actor
  /** Waits for what happens beside it. */
  readonly leave: () => Promise<void>
}

function hitsEngine({ whom }: KillPlan): boolean {
  return whom === 'engine' || whom === 'both'
}

/** How an engine stops that begins before this kill: the next that hits it decides. */
function stopFrom({ kills }: CrashPlan, index: number): StopPlan | undefined {
  return kills.slice(index).find(hitsEngine)?.stop
}

/** Kills, or stops, as planned. An engine that is done before its time has come has ended by itself. */
async function strike(
  { process, actor }: Engine,
  kill: KillPlan,
  stage: Stage,
  ledger: Ledger,
): Promise<'alive' | 'killed' | 'stopped' | 'exited'> {
  const { after, delayMs } = kill
  if (after !== 'go') await actor.begun
  if (after === 'start') await Promise.race([actor.ended, nextStart(ledger)])
  const code = await Promise.race([actor.ended, sleep(delayMs)])
  if (code !== undefined) return ended(actor, process).then(() => 'exited' as const)
  if (!hitsEngine(kill)) {
    await stage.strike(kill)
    return 'alive'
  }
  const struck = kill.stop === undefined ? undefined : stop(actor, process, kill.stop, ledger)
  if (struck === undefined) {
    ledger.append({ process, what: 'struck' })
    actor.kill()
  }
  await stage.strike(kill)
  return struck ?? ((await actor.ended) === null ? 'killed' : 'exited')
}

/** As by SIGTERM, or by Ctrl-C twice. */
async function stop(
  actor: Actor,
  process: string,
  { againMs }: StopPlan,
  ledger: Ledger,
): Promise<'killed' | 'stopped'> {
  actor.signal('SIGTERM')
  if (againMs === undefined) return ended(actor, process).then(() => 'stopped' as const)
  await Promise.race([actor.ended, sleep(againMs)])
  ledger.append({ process, what: 'struck' })
  actor.signal('SIGTERM')
  const hasClosed = (): boolean =>
    ledger.read().some((line) => line.process === process && line.what === 'closing')
  // In its last moment, when it listens no more, a process ends by the signal itself.
  const code = await ended(
    actor,
    process,
    (it) => it === secondSignalCode || (it === null && hasClosed()),
  )
  return code === secondSignalCode ? 'killed' : 'stopped'
}

/** Resolves when a tool has started; or, if none does, soon. */
async function nextStart(ledger: Ledger): Promise<void> {
  const starts = (): number => ledger.read().filter(({ what }) => what === 'start').length
  const before = starts()
  for (let waits = 0; waits < 200 && starts() === before; waits += 1) await sleep(10)
}

/** Its exit code, or null if it ended by a signal; 0 may always be. */
async function ended(
  engine: Actor,
  name: string,
  isAllowed: (code: number | null) => boolean = () => false,
): Promise<number | null> {
  const code = await within(patienceMs, engine.ended)
  if (code === undefined) engine.kill()
  if (code === undefined) throw new RoundFault(`${name} did not end in ${patienceMs} ms.`)
  if (code === 0 || isAllowed(code)) return code
  throw new RoundFault(`${name} ended with ${code}:\n${engine.errors()}`)
}

function scriptOf({ turns }: CrashPlan): Parameters<typeof createModelServer>[0]['script'] {
  const replies = turns.map(({ calls }) => ({ calls: toolCalls(calls) }))
  return [...replies, { text: 'All done.' }]
}
