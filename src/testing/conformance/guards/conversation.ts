import { createEngine } from '../../../turn/engine.ts'
import type { Engine, EngineOptions } from '../../../turn/contract.ts'
import { systemClock } from '../../../util/clock.ts'
import { createModelServer, type ModelServer } from '../../scripted-model-server.ts'
import type { ScriptedCall, ScriptedRequest } from '../../model-server/script.ts'
import type { FrameworkDriver, FrameworkEnd, FrameworkTask } from './driver.ts'

/** How a run ended, or that it did not. */
export type Ended = FrameworkEnd & { readonly hung?: true }

/** A scripted model that makes calls once and then answers, and what it was told. */
export interface Conversation {
  readonly baseUrl: string
  /** The results of the calls as the model was told them, by the calls' numbers; empty before there was a second request. */
  readonly told: () => readonly string[]
  /** What was wrong with the requests after the first, in the words of the strict server. */
  readonly faults: () => readonly string[]
  /** How often the model was asked. */
  readonly requests: () => number
  close(): Promise<void>
}

/** Starts a model that makes these calls in its first message, and answers "done" to their results. */
export async function conversation(calls: readonly ScriptedCall[]): Promise<Conversation> {
  let told: readonly string[] = []
  const script = ({ turn, results, toolNames }: ScriptedRequest) => {
    // Of a tool that an MCP server has, the model knows the name with the server's before it.
    const known = (name: string): string =>
      toolNames.find((other) => other === name || other.endsWith(`__${name}`)) ?? name
    if (turn === 0) return { calls: calls.map((call) => ({ ...call, name: known(call.name) })) }
    if (results.length > 0) told = results.map(({ text }) => text)
    return { text: 'done' }
  }
  const server: ModelServer = await createModelServer({ script })
  return {
    baseUrl: server.url,
    told: () => told,
    faults: () => server.requests.flatMap(({ error }) => error ?? []),
    requests: () => server.requests.length,
    close: () => server.close(),
  }
}

/** Calls of one tool with the numbers from 0. */
export function callsOf(name: string, count: number): ScriptedCall[] {
  return Array.from({ length: count }, (_, n) => ({ name, input: { n } }))
}

/** An engine as the cases use it, if the run is to be guarded. */
export function engineFor(
  isGuarded: boolean,
  options: Partial<EngineOptions> = {},
): Engine | undefined {
  return isGuarded ? createEngine({ graceMs: 50, ...options, tools: [] }) : undefined
}

/** Lets a driver run a task, for `withinMs` at most: a framework may never end. */
export async function runWithin(
  driver: FrameworkDriver,
  task: FrameworkTask,
  withinMs: number,
): Promise<Ended> {
  const late = Promise.withResolvers<Ended>()
  const timer = systemClock.setTimer(() => late.resolve({ hung: true }), withinMs, undefined)
  const run = driver.run(task).catch((error: unknown): Ended => ({ error }))
  const ended = await Promise.race([run, late.promise])
  systemClock.clearTimer(timer)
  return ended
}

/** In a few words, how a run ended. */
export function wordsOf(ended: Ended): string {
  if (ended.hung === true) return 'hangs'
  if (ended.error === undefined) return 'ends'
  return `rejects (${String((ended.error as Error).name)})`
}
