// One process of a round: waits to be told its part, and plays it until it is done or killed.
import Anthropic from '@anthropic-ai/sdk'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createAgent } from '../../src/agent/agent.ts'
import { anthropic } from '../../src/anthropic.ts'
import { FanfoldError } from '../../src/call/errors/error.ts'
import type { QueueExecutor } from '../../src/bullmq.ts'
import { sqliteJournal } from '../../src/sqlite.ts'
import type { Engine } from '../../src/turn/contract.ts'
import { createEngine } from '../../src/turn/engine.ts'
import { Ledger } from './ledger.ts'
import { plainResult } from './line.ts'
import type { CrashTurn } from './plan.ts'
import type { Part, QueuePart } from './part.ts'
import { makeTools, toolCalls } from './tools.ts'

/** So soon workers let go of what a dead engine had asked for. */
const leaseMs = 1_000

async function play({ process: name, folder, plan, modelUrl, queue }: Part): Promise<void> {
  const ledger = new Ledger(join(folder, 'ledger'))
  const place = queue && (await openQueue(queue))
  const journal = await sqliteJournal(join(folder, 'journal.db'), { pollMs: 20 })
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
  ledger.append({ process: name, what: 'begun' })
  process.send?.('begun')
  if (modelUrl === undefined) for (const turn of plan.turns) await takeTurn(engine, turn)
  else {
    const { text, messages } = await converse(engine, modelUrl)
    ledger.append({ process: name, what: 'answer', text, messages })
  }
  await place?.close()
  await journal.close()
}

/** Only rounds with a queue load its packages. */
async function openQueue({ redisUrl, name }: QueuePart): Promise<QueueExecutor> {
  const { bullmq } = await import('../../src/bullmq.ts')
  return bullmq({ connection: redisUrl, queue: name, stalledCheckMs: 250, leaseMs })
}

async function takeTurn(engine: Engine, { id, addMs, calls }: CrashTurn): Promise<void> {
  const turn = engine.turn({ id })
  if (addMs === undefined) turn.commit(toolCalls(calls))
  else {
    for (const call of toolCalls(calls)) {
      turn.add(call)
      await sleep(addMs)
    }
    turn.commit()
  }
  await turn.report
}

/** Resumes the run; the first process, or the one after it if that died early, begins it. */
async function converse(
  engine: Engine,
  modelUrl: string,
): Promise<{ text: string; messages: readonly unknown[] }> {
  const client = new Anthropic({ apiKey: 'k', baseURL: modelUrl, maxRetries: 0 })
  const model = anthropic.model(client, { model: 'm', max_tokens: 1_000 })
  const agent = createAgent({ engine, model })
  try {
    return await agent.resume('r').result
  } catch (error) {
    if (!FanfoldError.is(error) || error.code !== 'unknown_run') throw error
    return agent.run('Go.', { id: 'r' }).result
  }
}

process.on('disconnect', () => process.exit(1))
process.once('message', (part: Part) => {
  play(part).then(
    () => process.exit(0),
    (error: unknown) => {
      console.error(error)
      process.exit(1)
    },
  )
})
process.send?.('ready')
