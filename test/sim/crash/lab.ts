import { checks } from '../../../sim/crash/checks.ts'
import type { Evidence } from '../../../sim/crash/evidence.ts'
import { factsOf } from '../../../sim/crash/facts.ts'
import type { Line, ToolLine } from '../../../sim/crash/line.ts'
import type { CrashCall, CrashPlan } from '../../../sim/crash/plan.ts'
import type { Status } from '../../../src/call/report/result.ts'
import type { CallHistory } from '../../../src/journal/journal.ts'

/** What happens in a life of the engine, and what the journal holds at its end. */
export interface LifeStory {
  readonly lines: readonly Omit<Line, 'process'>[]
  readonly kept?: readonly CallHistory[]
}

export function planOf(calls: readonly CrashCall[], kind: CrashPlan['kind'] = 'turn'): CrashPlan {
  const turns = [{ id: kind === 'run' ? 'r.1' : 't', calls }]
  return { seed: 1, kind, concurrency: 4, turns, kills: [], events: [], decideMs: 0 }
}

/** Every life but the last was cut short. */
export function evidenceOf(plan: CrashPlan, lives: readonly LifeStory[]): Evidence {
  const isKilled = (index: number): boolean => index < lives.length - 1
  return {
    plan,
    facts: new Map(factsOf(plan).map((fact) => [fact.key, fact])),
    lines: lives.flatMap(({ lines }, index) => {
      const process = `p${index + 1}`
      const end = { process, what: isKilled(index) ? 'killed' : 'exited' } as const
      return [...lines.map((line) => ({ process, ...line }) as Line), end]
    }),
    lives: lives.map(({ kept = [] }, index) => ({
      process: `p${index + 1}`,
      killed: isKilled(index),
      kept: new Map(kept.map((call) => [`${call.turnId}:${call.callKey}`, call])),
    })),
  }
}

/** What one check says. */
export function faults(
  check: string,
  plan: CrashPlan,
  lives: readonly LifeStory[],
): readonly string[] {
  return checks[check]?.(evidenceOf(plan, lives)) ?? [`there is no check ${check}`]
}

export function call(
  id: string,
  kind: CrashCall['kind'],
  more: Partial<CrashCall> = {},
): CrashCall {
  return { id, kind, keys: kind === 'odd' ? [] : ['k'], ms: 1, ...more }
}

type Did = Omit<ToolLine, 'process'>

export function did(id: string, what: Did['what'], more: Partial<Did> = {}): Did {
  return { what, turn: 't', call: id, key: `t:${id}`, attempt: 1, tool: 'write', keys: [], ...more }
}

export function settled(id: string, status: Status = 'ok', content = 'x'): Omit<Line, 'process'> {
  return { what: 'settled', turn: 't', id, status, content } as Omit<Line, 'process'>
}

export function report(...results: [id: string, status: Status][]): Omit<Line, 'process'> {
  const told = results.map(([id, status]) => ({ id, status, content: 'x' }))
  return { what: 'report', turn: 't', results: told } as Omit<Line, 'process'>
}

/** What the journal holds of a call: its start, and its end if there is one. */
export function kept(id: string, status?: Status, more: Partial<CallHistory> = {}): CallHistory {
  const identity = { turnId: 't', callKey: id, name: 'write', input: '{}' }
  const result = status && { result: { status, content: 'x', attempts: 1 } }
  return { ...identity, idempotencyKey: `t:${id}`, startedAtMs: 1, ...result, ...more }
}
