import { contentOf, type ContentPart, type ContentValue } from '../../call/content/content.ts'
import { printable } from '../../util/printable.ts'
import { ToolError } from '../../call/errors/error.ts'
import type { ToolResult } from '../../call/report/result.ts'
import { changedNote } from '../report/changed-note.ts'
import type { BatchStep } from './step.ts'

interface ToldStep {
  readonly id: string
  readonly status: string
  /** Of one whose arguments were changed. */
  readonly note?: string
  readonly result?: unknown
  readonly error?: string | undefined
}

/** A step's result, whole and as the model is to be shown it. */
export interface StepResult {
  readonly whole: ToolResult
  readonly shown: ToolResult
}

/**
 * What a plan is answered with: its steps in their own order, each with its result or its error, and the images behind
 * them. `faults`: what is wrong with steps that were not run, by index.
 *
 * @throws {ToolError} `batch` if there are steps, and none of them is ok.
 */
export function batchValue(
  steps: readonly BatchStep[],
  faults: ReadonlyMap<number, string>,
  results: readonly StepResult[],
): { readonly steps: readonly ToldStep[] } | ContentValue {
  const byId = new Map(results.map((result) => [result.whole.id, result]))
  const images: ContentPart[] = []
  const told = steps.map(({ id }, index): ToldStep => {
    const fault = faults.get(index)
    const result = byId.get(id)
    if (fault !== undefined || result === undefined)
      return { id, status: 'failed', error: fault ?? 'It was not run.' }
    const { status, error, changedInput } = result.whole
    const note = changedInput === undefined ? undefined : changedNote(changedInput)
    const told = { id, status, ...(note !== undefined && { note }) }
    if (status === 'ok') return { ...told, result: shownValue(result, images) }
    return { ...told, error: error?.message }
  })
  if (told.length > 0 && told.every(({ status }) => status !== 'ok'))
    throw new ToolError(`No step succeeded:\n${told.map(lineOf).join('\n')}`, { code: 'batch' })
  const value = { steps: told }
  return images.length === 0 ? value : contentOf([{ type: 'json', value }, ...images])
}

/** The value itself, unless the model is to be shown less of it, or it is to be shown in parts. */
function shownValue({ whole, shown }: StepResult, images: ContentPart[]): unknown {
  if (typeof shown.content !== 'string') return shown.content.map((part) => shownPart(part, images))
  return shown.content === whole.content ? (whole.value ?? null) : shown.content
}

/** An image stays one: the plan's own result has it behind its steps. */
function shownPart(part: ContentPart, images: ContentPart[]): unknown {
  if (part.type === 'text') return part.text
  if (part.type === 'json') return part.value
  if (part.type === 'resource') return part
  images.push(part)
  return `[image ${images.length} below]`
}

function lineOf({ id, status, error }: ToldStep): string {
  return `- ${printable(id)} ${status}: ${error ?? ''}`
}
