import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { effects } from '../../../bfcl/effects/all.ts'
import { readSignatures } from '../../../bfcl/signatures.ts'
import { toCall, unknownCall } from '../../../bfcl/to-call.ts'
import { type BenchTurn, readTurns } from '../../../bfcl/turns.ts'
import { dataFolder } from '../../../shared-data.ts'
import type { BenchTool, Contestant } from '../../contest.ts'
import { withModelServer } from '../../server/client.ts'
import { seededRandom } from '../../../../src/testing/random.ts'
import { keysOf } from './keys-of.ts'
import { TurnWatch, type WatchedTurn } from './turn-watch.ts'

interface Call {
  readonly name: string
  readonly input: unknown
}

interface Turn {
  readonly calls: readonly Call[]
  readonly before: BenchTurn['before']
}

const file = join(dataFolder, 'bfcl', 'order.jsonl')
/** Longer conversations would measure how a library sends long histories. */
const turnsPerRun = 20
const shortestMs = 2
const longestMs = 20

/** Whether the data set is on this machine. */
export function hasOrders(): boolean {
  return existsSync(file)
}

/** Runs every turn of the data set, in conversations of twenty, with latencies that are random and the same for all. */
export async function runOrders(contestant: Contestant): Promise<readonly WatchedTurn[]> {
  const signatures = readSignatures()
  const turns = readTurns(file).map(({ calls, before }): Turn => ({
    calls: calls.map((text, index) => toCall(text, String(index), signatures)),
    before,
  }))
  const random = seededRandom(1)
  const watched: WatchedTurn[] = []
  for (let from = 0; from < turns.length; from += turnsPerRun)
    watched.push(...(await converse(contestant, turns.slice(from, from + turnsPerRun), random)))
  return watched
}

async function converse(
  contestant: Contestant,
  turns: readonly Turn[],
  random: () => number,
): Promise<readonly WatchedTurn[]> {
  const latencies = turns.map(({ calls }) =>
    calls.map(() => shortestMs + (longestMs - shortestMs) * random()),
  )
  const watch = new TurnWatch(
    turns.map(({ calls, before }) => ({ keys: calls.map(keyOf), before })),
  )
  const names = new Set(turns.flatMap(({ calls }) => calls.map(({ name }) => name)))
  const tools = [...names].map((name) =>
    toolOf(name, async (input) => {
      const turn = watch.turns.length
      const { index, end } = watch.start(keyOf({ name, input }), performance.now())
      await sleep(latencies[turn]?.[index])
      end(performance.now())
      return 'done'
    }),
  )
  const script = [...turns.map(({ calls }) => ({ calls: calls.map(bare) })), { text: 'Done.' }]
  await withModelServer({ script }, async ({ url }) => {
    const [api = 'anthropic'] = contestant.apis
    const stream = contestant.lacks.includes('whole')
    const prompt = 'Do what is to be done.'
    const run = await contestant.prepare({ api, url, tools, prompt, maxTurns: 30, stream })
    await run()
  })
  if (watch.turns.length < turns.length)
    throw new Error(`Expected ${turns.length} turns to run, got ${watch.turns.length}.`)
  return watch.turns
}

function bare({ name, input }: Call): { name: string; input: unknown } {
  return { name, input }
}

function keyOf({ name, input }: Call): string {
  return `${name} ${JSON.stringify(input, Object.keys(input as object).toSorted())}`
}

/** Declares what `bench/bfcl/effects` says of the function; a call that cannot be read conflicts with all. */
function toolOf(name: string, execute: BenchTool['execute']): BenchTool {
  const effect = effects.get(name) ?? { writes: '*' }
  return {
    name,
    description: name === unknownCall ? 'Does something.' : `The function ${name}.`,
    inputSchema: { type: 'object', properties: {}, additionalProperties: true },
    ...(effect.reads !== undefined && { reads: keysOf(effect.reads) }),
    ...(effect.writes !== undefined && { writes: keysOf(effect.writes) }),
    execute,
  }
}
