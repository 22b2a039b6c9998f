import { alone } from './checks/alone.ts'
import { approvedFirst } from './checks/approved.ts'
import { heldKeys } from './checks/held.ts'
import { insideEnded } from './checks/inside.ts'
import { keptFirst } from './checks/kept.ts'
import { startsOnce } from './checks/once.ts'
import { apart, inOrder, readsSee } from './checks/order.ts'
import { conversed, oneResult } from './checks/results.ts'
import { sameKey } from './checks/same-key.ts'
import { saidIsTrue } from './checks/said.ts'
import { settledStays } from './checks/settled.ts'
import { suspendedStays } from './checks/suspended.ts'
import { toldStays } from './checks/told.ts'
import { unknownIsInDoubt } from './checks/unknown.ts'
import type { Check, Evidence } from './evidence.ts'

/** All that must hold of a round, by name. */
export const checks: Readonly<Record<string, Check>> = {
  settledStays,
  keptFirst,
  toldStays,
  unknownIsInDoubt,
  startsOnce,
  sameKey,
  inOrder,
  apart,
  readsSee,
  oneResult,
  conversed,
  approvedFirst,
  heldKeys,
  alone,
  suspendedStays,
  saidIsTrue,
  insideEnded,
}

export function faultsOf(evidence: Evidence): string[] {
  return Object.entries(checks).flatMap(([name, check]) =>
    check(evidence).map((fault) => `${name}: ${fault}`),
  )
}
