import type { Scenario } from './scenario.ts'
import { city } from './scenarios/city.ts'
import { customerLookup } from './scenarios/customer-lookup.ts'
import { partialFailure } from './scenarios/partial-failure.ts'

export const scenarios: readonly Scenario[] = [customerLookup, city, partialFailure]
