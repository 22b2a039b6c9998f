import { scopedId } from '../../src/util/scoped-id.ts'
import type { CallKind, CrashCall, CrashPlan } from './plan.ts'

/** All that is known of a call before it runs. */
export interface Fact {
  /** What its idempotency key has to be. */
  readonly key: string
  readonly turn: string
  readonly call: CrashCall
  readonly kind: CallKind
  /** Its place in the order of all calls, those inside a call in their call's place. */
  readonly place: number
  /** The call that it runs inside. */
  readonly outer: Fact | undefined
}

/** Every call of a plan, in call order. */
export function factsOf({ turns }: CrashPlan): readonly Fact[] {
  const facts: Fact[] = []
  const add = (turn: string, calls: readonly CrashCall[], outer: Fact | undefined): void => {
    for (const call of calls) {
      const key = scopedId(turn, call.id)
      const fact = { key, turn, call, kind: call.kind, place: facts.length, outer }
      facts.push(fact)
      add(key, call.inside ?? [], fact)
    }
  }
  for (const { id, calls } of turns) add(id, calls, undefined)
  return facts
}

/** Every turn of a plan, those inside a call included. */
export function turnsOf(plan: CrashPlan): readonly string[] {
  return [...new Set([...plan.turns.map(({ id }) => id), ...factsOf(plan).map(({ turn }) => turn)])]
}

/** It changes nothing, and says so. */
export function isRead({ kind }: Fact): boolean {
  return kind === 'read'
}

/** Another go does no harm. */
export function isRepeatable({ kind }: Fact): boolean {
  return kind === 'read' || kind === 'put' || kind === 'batch' || kind === 'delegate'
}

/** It says what it writes. A plan does nothing itself. */
export function isWrite({ kind }: Fact): boolean {
  return kind === 'write' || kind === 'put' || kind === 'ask'
}

/** It does its work itself, and notes it in the ledger. */
export function isLeaf({ kind }: Fact): boolean {
  return kind !== 'batch' && kind !== 'delegate' && kind !== 'relay'
}

/** One of the one's keys covers one of the other's. */
export function overlap(one: readonly string[], other: readonly string[]): boolean {
  const covers = (a: string, b: string): boolean => a === b || b.startsWith(`${a}/`)
  return one.some((a) => other.some((b) => covers(a, b) || covers(b, a)))
}
