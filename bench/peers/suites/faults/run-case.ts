import { fork } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ScriptedTurn } from '../../../../src/testing/index.ts'
import type { Api, Contestant } from '../../contest.ts'
import { withModelServer } from '../../server/client.ts'
import { runLimitMs, type FaultCase } from './case.ts'
import type { Observation, SeenCall, SeenEnd } from './judge.ts'
import { abortedPath, type CaseMessage, type CaseOrder, endedPath } from './messages.ts'

/** Loading a large library may take some seconds; the run's own time counts from then on. */
const loadLimitMs = 30_000

/**
 * The message with the fault, the same again whole if it broke off, and the model's last words, which come whatever
 * number of messages a library makes of the first.
 */
function scriptOf({ calls, reply }: FaultCase): readonly ScriptedTurn[] {
  const whole = reply?.break === undefined ? [] : [{ calls }]
  const done = calls.map(() => ({ text: 'Done.' }))
  return [{ calls, ...reply }, ...whole, ...done]
}

/** Runs a case in a process that is killed when its time is over. */
export async function runCase(
  contestant: Contestant,
  fault: FaultCase,
  api: Api,
  stream: boolean,
): Promise<Observation> {
  return withModelServer({ script: scriptOf(fault) }, async (server) => {
    const order: CaseOrder = {
      contestant: contestant.name,
      fault: fault.name,
      api,
      stream,
      url: server.url,
    }
    const { calls, end, crash } = await inProcess(order, limitMs(contestant, fault))
    const records = await server.requests()
    const atMs = (path: string): number | undefined =>
      records.find((record) => record.path === path)?.receivedAtMs
    return {
      requests: records.filter(({ format }) => format !== undefined),
      calls,
      end,
      crash,
      endedAtMs: atMs(endedPath),
      abortedAtMs: atMs(abortedPath),
    }
  })
}

async function inProcess(
  order: CaseOrder,
  limitMs: number,
): Promise<Pick<Observation, 'calls' | 'end' | 'crash'>> {
  const calls: SeenCall[] = []
  let end: SeenEnd | undefined
  let crash: string | undefined
  let started = false
  let errors = ''
  const child = fork(new URL('./case-process.ts', import.meta.url), [JSON.stringify(order)], {
    silent: true,
  })
  child.stderr?.on('data', (text) => (errors += String(text)))
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const running = new Promise<void>((resolve) =>
    child.on('message', (message: CaseMessage) => {
      if (message.type === 'call') calls[message.index] = message.call
      if (message.type === 'crash') crash ??= message.error
      if (message.type === 'end') end = message.end
      if (message.type !== 'started') return
      started = true
      resolve()
    }),
  )
  await Promise.race([running, exited, sleep(loadLimitMs, undefined, { ref: false })])
  if (started) await Promise.race([exited, sleep(limitMs, undefined, { ref: false })])
  child.kill('SIGKILL')
  await exited
  if (!started) throw new Error(`The case’s process did not start: ${crash ?? errors.slice(-500)}`)
  return { calls, end, crash }
}

/** A hang is worth waiting for where the documentation says when it ends. */
function limitMs({ usualToolTimeoutMs = 0 }: Contestant, { name }: FaultCase): number {
  return name === 'hang' ? runLimitMs + usualToolTimeoutMs : runLimitMs
}
