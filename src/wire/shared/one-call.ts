import type { RequestParts } from './client.ts'

/**
 * What a model is told that is to make one call at a time, for providers that have no switch for it. It is a request,
 * not a guarantee: calls that come together all the same are run.
 */
export function oneCallInstructions({ parallel, tools }: RequestParts): string | undefined {
  if (parallel !== 'forbid' || tools.length === 0) return undefined
  return 'Make at most one tool call in a message, and wait for its result before the next one.'
}
