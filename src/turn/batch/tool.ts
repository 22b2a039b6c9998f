import type { CallContext } from '../../call/context/call-context.ts'
import {
  boundOfEffects,
  effectsOf,
  type Effects,
  type UndeclaredPolicy,
} from '../../call/effects.ts'
import { UsageError } from '../../call/errors/error.ts'
import { tool, type AnyTool, type InputSchema } from '../../call/tool.ts'
import type { Toolset } from '../../call/toolset.ts'
import { mostSteps, toStep, type BatchStep } from './step.ts'
import { findReferences } from '../../plan/references/reference.ts'

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

export const batchName = 'batch'

function tooMany(count: number): { readonly message: string; readonly path: readonly string[] } {
  const message = `Expected at most ${mostSteps} steps, got ${count}. Send them in several plans.`
  return { message, path: ['steps'] }
}

/** The plan's own check, so that it needs no schema library. */
const inputSchema = {
  '~standard': {
    version: 1,
    vendor: 'fanfold',
    validate: (value: unknown) => {
      const given = (value as { steps?: unknown } | null)?.steps
      if (!Array.isArray(given))
        return { issues: [{ message: 'Expected an array of steps.', path: ['steps'] }] }
      if (given.length > mostSteps) return { issues: [tooMany(given.length)] }
      const steps = given.map(toStep)
      const wrong = steps.indexOf(undefined)
      if (wrong === -1) return { value: { steps } }
      const message = 'Expected { "id": string, "tool": string, "input": object }.'
      return { issues: [{ message, path: ['steps', wrong] }] }
    },
    jsonSchema: { input: () => jsonSchema, output: () => jsonSchema },
  },
} as unknown as InputSchema

/**
 * The `batch` tool: a plan of dependent calls in one call. It touches what its steps touch, taken together, so that
 * it keeps its order among the other calls of its turn. Its calls are run by the engine itself (`BatchRun`), as turns
 * of their steps, each of which takes its own slot and its own keys.
 */
export function batchTool(tools: () => Toolset, undeclared: UndeclaredPolicy): AnyTool {
  const effects = (input: unknown, given: CallContext): Effects[] =>
    (input as { steps: BatchStep[] }).steps.map((step) =>
      effectsOfStep(tools(), undeclared, step, given),
    )
  return tool({
    name: batchName,
    description,
    inputSchema,
    reads: (input: unknown, given: CallContext) =>
      effects(input, given).flatMap(({ reads }) => reads),
    writes: (input: unknown, given: CallContext) =>
      effects(input, given).flatMap(({ writes }) => writes),
    // It does nothing itself: run again after a crash, it finds in the journal what each of its steps had done.
    idempotent: true,
    execute: () => {
      throw new UsageError(
        'Expected a call of `batch` to be run by its engine. Use engine.execute.',
      )
    },
  }) as AnyTool
}

function effectsOfStep(
  tools: Toolset,
  undeclared: UndeclaredPolicy,
  { tool: name, input }: BatchStep,
  given: CallContext,
): Effects {
  const known = tools.get(name)
  if (known === undefined) return { declared: false, reads: [], writes: [] }
  const { references } = findReferences(input)
  return references.length > 0
    ? boundOfEffects(known, undeclared)
    : effectsOf(known, input, undeclared, given)
}
