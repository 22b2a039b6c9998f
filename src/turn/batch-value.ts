import { ToolError } from '../call/error.ts'
import type { ToolResult } from '../call/result.ts'
import type { BatchStep } from './batch/step.ts'

interface ToldStep {
  readonly id: string
  readonly status: string
  readonly result?: unknown
  readonly error?: string | undefined
}

/**
 * What a plan is answered with: its steps in their own order, each with its result or its error. `faults`: what is
 * wrong with steps that were not run, by index.
 *
 * @throws {ToolError} `batch` if there are steps, and none of them is ok.
 */
export function batchValue(
  steps: readonly BatchStep[],
  faults: ReadonlyMap<number, string>,
  results: readonly ToolResult[],
): { readonly steps: readonly ToldStep[] } {
  const byId = new Map(results.map((result) => [result.id, result]))
  const told = steps.map(({ id }, index): ToldStep => {
    const fault = faults.get(index)
    const result = byId.get(id)
    if (fault !== undefined || result === undefined)
      return { id, status: 'failed', error: fault ?? 'It was not run.' }
    if (result.status === 'ok') return { id, status: 'ok', result: result.value ?? null }
    return { id, status: result.status, error: result.error?.message }
  })
  if (told.length > 0 && told.every(({ status }) => status !== 'ok'))
    throw new ToolError(`No step succeeded:\n${told.map(lineOf).join('\n')}`, { code: 'batch' })
  return { steps: told }
}

function lineOf({ id, status, error }: ToldStep): string {
  return `- ${id} ${status}: ${error ?? ''}`
}
