import { attemptMutants } from './attempt.ts'
import { limitMutants } from './limit.ts'
import type { Mutant } from './mutant.ts'
import { planMutants } from './plan.ts'
import { turnMutants } from './turn.ts'

export const mutants: readonly Mutant[] = [
  ...planMutants,
  ...limitMutants,
  ...attemptMutants,
  ...turnMutants,
]
