import { mostCalls, type ToolCall } from '../../call/call.ts'

/** One step of a plan that the model sends as a call of `batch`. */
export interface BatchStep {
  readonly id: string
  readonly tool: string
  readonly input: unknown
}

/** A plan has no more steps than a message has calls. */
export const mostSteps: number = mostCalls

/** The step that a value is, without what else it holds; undefined if it is no step. */
export function toStep(value: unknown): BatchStep | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { id, tool, input } = value as Partial<Record<keyof BatchStep, unknown>>
  if (typeof id !== 'string' || id === '' || typeof tool !== 'string') return undefined
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return undefined
  return { id, tool, input }
}

export function toCall({ id, tool: name, input }: BatchStep): ToolCall {
  return { id, name, input }
}
