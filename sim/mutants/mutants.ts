import { attemptMutants } from './attempt.ts'
import { crashMutants } from './crash.ts'
import { joinedMutants } from './joined.ts'
import { limitMutants } from './limit.ts'
import type { Mutant } from './mutant.ts'
import { namedLimitMutants } from './named-limit.ts'
import { smallMutants } from './small.ts'
import { orderMutants } from './order.ts'
import { planMutants } from './plan.ts'
import { sharedMutants } from './shared.ts'
import { turnMutants } from './turn.ts'

/** All of them. Each has to be caught. */
export const mutants: readonly Mutant[] = [
  ...planMutants,
  ...orderMutants,
  ...limitMutants,
  ...namedLimitMutants,
  ...attemptMutants,
  ...sharedMutants,
  ...turnMutants,
  ...crashMutants,
  ...joinedMutants,
  ...smallMutants,
]
