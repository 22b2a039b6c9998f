import type { ToolCall } from '../../src/call/call.ts'
import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { ApprovalPlan, CallPlan, ToolPlan } from '../plan.ts'
import type { SimClock } from './sim-clock.ts'

/** What modelled tools are called with. */
export interface SimInput {
  /** The call's own number, or that of all its twins, which is negative. */
  readonly n: number
  readonly fits: boolean
  readonly reads: readonly string[]
  readonly writes: readonly string[]
  readonly fault: CallPlan['fault']
  readonly schemaMs: number
  readonly approval: ApprovalPlan
}

export function inputNumber({ n, twin }: CallPlan): number {
  return twin === undefined ? n : -twin
}

/** The call as a model would make it. */
export function toolCall(plan: CallPlan): ToolCall {
  const { id, tool, fault, reads, writes, schemaMs, approval } = plan
  if (fault === 'json') {
    const invalid = { reason: 'json', message: 'It is cut off.', text: '{' } as const
    return { id, name: tool, input: undefined, invalid }
  }
  const n = inputNumber(plan)
  const input: SimInput = { n, fits: fault !== 'input', reads, writes, fault, schemaMs, approval }
  return { id, name: tool, input: fault === 'input' ? [input] : input }
}

/** Tells equal calls from others. */
export function keyOf({ name, input }: ToolCall): string {
  return `${name} ${JSON.stringify(input)}`
}

/** The schema of a tool, which answers as each call's plan says. */
export function schemaOf(plan: ToolPlan, clock: SimClock): StandardSchemaV1<SimInput> | undefined {
  if (plan.schema === 'none') return undefined
  const check = (value: unknown): StandardSchemaV1.Result<SimInput> => {
    const input = value as SimInput
    if (input.fault === 'schema-throws') throw new Error('the schema is broken')
    if (Array.isArray(value)) return { issues: [{ message: 'Expected an object.', path: ['n'] }] }
    return { value: input }
  }
  const later = (value: unknown): Promise<StandardSchemaV1.Result<SimInput>> =>
    new Promise((resolve, reject) => {
      const [input] = [value].flat() as [SimInput]
      if (input.fault === 'never') return
      clock.after(input.schemaMs, () => {
        try {
          resolve(check(value))
        } catch (error) {
          reject(error as Error)
        }
      })
    })
  const own = {
    version: 1 as const,
    vendor: 'simulation',
    jsonSchema: { input: () => ({}) },
    validate: plan.schema === 'slow' ? later : check,
  }
  return { '~standard': own }
}
