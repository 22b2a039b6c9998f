import type { ToolCall } from '../call/call.ts'
import { boundOfEffects, effectsOf, type Effects } from '../call/effects.ts'
import { ToolError } from '../call/error.ts'
import { tool, type AnyTool, type InputSchema } from '../call/tool.ts'
import type { Toolset } from '../call/toolset.ts'
import { orderSteps } from '../plan/order-steps.ts'
import { findReferences } from '../plan/reference.ts'
import type { TurnReport } from '../call/report.ts'
import type { TurnOptions } from './contract.ts'

/** One step of a plan that the model sends whole. */
export interface BatchStep {
  readonly id: string
  readonly tool: string
  readonly input: unknown
}

const description = [
  'Runs several tool calls as one plan. Steps that do not need each other run side by side; a step that needs an',
  'earlier step\'s result refers to it in its input by the step\'s id, as in "${customer.orders[0].id}", and runs as',
  'soon as that result is there. Use it whenever you can foresee the calls that you will need.',
].join(' ')

const jsonSchema = {
  type: 'object',
  properties: {
    steps: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          id: {
            type: 'string',
            description: 'A short name, unique in the plan, to refer to the result by.',
          },
          tool: { type: 'string', description: 'The name of the tool.' },
          input: {
            type: 'object',
            description: 'Its arguments; texts may hold ${id.field} references.',
          },
        },
        required: ['id', 'tool', 'input'],
      },
    },
  },
  required: ['steps'],
}

/** The plan's own check, so that it needs no schema library. */
const inputSchema = {
  '~standard': {
    version: 1,
    vendor: 'fanfold',
    validate: (value: unknown) => {
      const steps = (value as { steps?: unknown } | null)?.steps
      if (!Array.isArray(steps))
        return { issues: [{ message: 'Expected an array of steps.', path: ['steps'] }] }
      const wrong = steps.findIndex((step: unknown) => !isStep(step))
      if (wrong === -1) return { value: { steps: steps as BatchStep[] } }
      const message = 'Expected { "id": string, "tool": string, "input": object }.'
      return { issues: [{ message, path: ['steps', wrong] }] }
    },
    jsonSchema: { input: () => jsonSchema, output: () => jsonSchema },
  },
} as unknown as InputSchema

/** What a turn of steps is run with. */
export type RunSteps = (calls: readonly ToolCall[], options: TurnOptions) => Promise<TurnReport>

/**
 * The `batch` tool: a plan of dependent calls in one call. It touches what its steps touch, taken together, so that
 * it keeps its order among the other calls of its turn; its steps run as a turn inside it, under the engine's limits.
 */
export function batchTool(tools: () => Toolset, runSteps: RunSteps): AnyTool {
  const effects = (input: unknown): Effects[] =>
    (input as { steps: BatchStep[] }).steps.map((step) => effectsOfStep(tools(), step))
  return tool({
    name: 'batch',
    description,
    inputSchema,
    reads: (input: unknown) => effects(input).flatMap(({ reads }) => reads),
    writes: (input: unknown) => effects(input).flatMap(({ writes }) => writes),
    // It does nothing itself: run again after a crash, it finds in the journal what each of its steps had done.
    idempotent: true,
    // Every step has its own time-out, and the turn its deadline.
    timeoutMs: Infinity,
    execute: async (input: unknown, { idempotencyKey }) => {
      const { steps } = input as { steps: BatchStep[] }
      const { ordered, faults } = orderSteps(steps)
      const calls = ordered.map(({ id, tool: name, input: stepInput }) => ({
        id,
        name,
        input: stepInput,
      }))
      const { results } = await runSteps(calls, { id: idempotencyKey, references: true })
      const byId = new Map(results.map((result) => [result.id, result]))
      const told = steps.map((step, index) => {
        const fault = faults.get(index)
        const result = byId.get(step.id)
        if (fault !== undefined || result === undefined)
          return { id: step.id, status: 'failed', error: fault ?? 'It was not run.' }
        if (result.status === 'ok') return { id: step.id, status: 'ok', result: result.value }
        return { id: step.id, status: result.status, error: result.error?.message }
      })
      if (steps.length > 0 && told.every(({ status }) => status !== 'ok'))
        throw new ToolError(`No step succeeded:\n${told.map(lineOf).join('\n')}`, { code: 'batch' })
      return { steps: told }
    },
  }) as AnyTool
}

function effectsOfStep(tools: Toolset, { tool: name, input }: BatchStep): Effects {
  const known = tools.get(name)
  if (known === undefined) return { declared: false, reads: [], writes: [] }
  const { references } = findReferences(input)
  return references.length > 0 ? boundOfEffects(known) : effectsOf(known, input)
}

function lineOf({
  id,
  status,
  error,
}: {
  id: string
  status: string
  error?: string | undefined
}): string {
  return `- ${id} ${status}: ${error ?? ''}`
}

function isStep(step: unknown): step is BatchStep {
  if (typeof step !== 'object' || step === null) return false
  const { id, tool: name, input } = step as Partial<Record<keyof BatchStep, unknown>>
  if (typeof id !== 'string' || id === '' || typeof name !== 'string') return false
  return typeof input === 'object' && input !== null && !Array.isArray(input)
}
