import { isOptions, valueThat, type Check } from '../expect.ts'
import { UsageError } from '../errors/usage-error.ts'

const schema: Check<object> = valueThat(
  'a Standard Schema or a JSON Schema object',
  (value) => isOptions(value) || (isObjectLike(value) && isStandard(value)),
)

/** `inputSchema` of a tool. Fields with a schema each, as some libraries take them, would be read as JSON Schema. */
export const inputSchemaOption: Check<object> = (value, name, whose) => {
  const given = schema(value, name, whose)
  if (isStandard(given)) return given
  const fields = Object.entries(given).filter(
    ([, field]) => isObjectLike(field) && isStandard(field),
  )
  if (fields.length > 0)
    throw new UsageError(
      `Expected \`${name}\`${whose} to be one schema, such as z.object({ … }), got an object of schemas.`,
    )
  return given
}

function isObjectLike(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function'
}

function isStandard(value: object): boolean {
  return '~standard' in value
}
