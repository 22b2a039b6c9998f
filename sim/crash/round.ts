import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createModelServer, type ModelServer } from '../../src/testing/index.ts'
import { Decider } from './decider.ts'
import type { Evidence, ProcessEvidence } from './evidence.ts'
import { factsOf, turnsOf } from './facts.ts'
import { LineFile, type LedgerLine } from './ledger.ts'
import { within, type Actor, type Nursery } from './nursery.ts'
import type { CrashPlan, KillPlan } from './plan.ts'
import { copyJournal, readSnapshot } from './snapshot.ts'
import type { Told } from './told.ts'
import { toolCalls } from './tools.ts'

/** A process that takes longer to end by itself hangs. */
const patienceMs = 60_000

export interface RoundEnd {
  readonly folder: string
  readonly evidence: Evidence
}

/** Plays a plan: process after process, each killed as planned but for the last, and gathers what they leave behind. */
export async function playRound(plan: CrashPlan, nursery: Nursery): Promise<RoundEnd> {
  const folder = mkdtempSync(join(tmpdir(), 'fanfold-crash-'))
  const decider = new Decider(join(folder, 'journal.db'), plan)
  const server = plan.kind === 'run' ? await createModelServer({ script: scriptOf(plan) }) : undefined
  const processes: (Omit<ProcessEvidence, 'kept'> & { copy: string })[] = []
  try {
    for (const kill of [...plan.kills, undefined]) {
      const name = `p${processes.length + 1}`
      decider.start()
      const killed = await playPart(await start(nursery, folder, plan, name, server), name, kill)
      await decider.stop()
      processes.push({ name, killed, copy: copyJournal(folder, name) })
    }
  } finally {
    await decider.stop()
    await server?.close()
  }
  const turns = turnsOf(plan)
  const kept = await Promise.all(processes.map(({ copy }) => readSnapshot(copy, turns)))
  const evidence: Evidence = {
    plan,
    facts: factsOf(plan),
    processes: processes.map(({ name, killed }, index) => ({ name, killed, kept: kept[index]! })),
    ledger: new LineFile<LedgerLine>(join(folder, 'ledger')).read(),
    told: new LineFile<Told>(join(folder, 'told')).read(),
  }
  return { folder, evidence }
}

function start(
  nursery: Nursery,
  folder: string,
  plan: CrashPlan,
  name: string,
  server: ModelServer | undefined,
): Promise<Actor> {
  const modelUrl = server && { modelUrl: server.anthropicBaseURL }
  return nursery.take({ process: name, folder, plan, ...modelUrl, queue: '' })
}

/** Whether it was killed. One that is done before its time has come ends by itself. */
async function playPart(actor: Actor, name: string, kill: KillPlan | undefined): Promise<boolean> {
  if (kill !== undefined) {
    if (kill.after === 'begun') await actor.begun
    const code = await Promise.race([actor.ended, sleep(kill.delayMs)])
    if (code === undefined) actor.kill()
  }
  const code = await within(patienceMs, actor.ended)
  if (code === undefined) actor.kill()
  if (code === undefined || (code !== null && code !== 0))
    throw new Error(
      code === undefined
        ? `${name} did not end in ${patienceMs} ms.`
        : `${name} ended with ${code}:\n${actor.errors()}`,
    )
  return code === null
}

function scriptOf({ turns }: CrashPlan): Parameters<typeof createModelServer>[0]['script'] {
  const replies = turns.map(({ calls }) => ({ calls: toolCalls(calls) }))
  return [...replies, { text: 'All done.' }]
}
