import type { StandardSchemaV1 } from '@standard-schema/spec'

type Kind = 'integer' | 'string'
type Values<F extends Record<string, Kind>> = {
  readonly [K in keyof F]: F[K] extends 'integer' ? number : string
}

/**
 * The smallest Standard Schema that does: an object with these fields, all needed. So the demo runs where no
 * schema library is installed.
 */
export function fields<const F extends Record<string, Kind>>(
  kinds: F,
): StandardSchemaV1<unknown, Values<F>> {
  const jsonSchema = {
    type: 'object',
    properties: Object.fromEntries(Object.entries(kinds).map(([key, type]) => [key, { type }])),
    required: Object.keys(kinds),
  }
  const validate = (value: unknown): StandardSchemaV1.Result<Values<F>> => {
    const input = (value ?? {}) as Record<string, unknown>
    const issues = Object.entries(kinds)
      .filter(([key, kind]) => !isA(kind, input[key]))
      .map(([key, kind]) => ({ message: `must be of type ${kind}`, path: [key] }))
    return issues.length > 0 ? { issues } : { value: input as Values<F> }
  }
  const standard = {
    version: 1,
    vendor: 'fanfold-demo',
    validate,
    jsonSchema: { input: () => jsonSchema },
  }
  return { '~standard': standard } as StandardSchemaV1<unknown, Values<F>>
}

function isA(kind: Kind, value: unknown): boolean {
  return kind === 'integer' ? Number.isInteger(value) : typeof value === 'string'
}
