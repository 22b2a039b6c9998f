import type { StandardSchemaV1 } from '@standard-schema/spec'
import { isRecord } from '../../util/is-record.ts'

/** The schemas of the AI SDK's own making: `jsonSchema()`, `zodSchema()`. */
interface AiSdkSchema {
  validate?(value: unknown): unknown
}

/**
 * What a call's arguments are to its tool: parsed, and as its schema makes them. Undefined if that is not known at once: they
 * are wrong, or the schema takes its time.
 */
export function checked(schema: unknown, text: string): { readonly value: unknown } | undefined {
  try {
    const input: unknown = JSON.parse(text === '' ? '{}' : text)
    const own: unknown =
      typeof schema === 'function' && !('~standard' in schema) ? schema() : schema
    if (own === null || (typeof own !== 'object' && typeof own !== 'function')) return undefined
    if ('~standard' in own) {
      const result = (own as StandardSchemaV1)['~standard'].validate(input)
      return 'issues' in result || !('value' in result) ? undefined : { value: result.value }
    }
    const { validate } = own as AiSdkSchema
    if (validate === undefined) return { value: input }
    const result = validate(input)
    return isRecord(result) && result.success === true ? { value: result.value } : undefined
  } catch {
    return undefined
  }
}
