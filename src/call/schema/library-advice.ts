import { isRecord } from '../../util/is-record.ts'

/**
 * What to do about a schema whose library does not write it as JSON Schema where Standard Schema has it
 * (standardschema.dev/json-schema).
 */
export function libraryAdvice(schema: object, vendor: string): string {
  if (vendor === 'valibot')
    return 'Wrap it in toStandardJsonSchema(…) of the package @valibot/to-json-schema.'
  if (vendor === 'effect')
    return 'Wrap it: Schema.toStandardSchemaV1(Schema.toStandardJSONSchemaV1(schema)).'
  if (vendor === 'zod') return zodAdvice(schema)
  return 'Update that library, add `jsonSchema` to the "~standard" of the schema, or give a JSON Schema: jsonSchema<Input>({ … }).'
}

function zodAdvice(schema: object): string {
  if (isZod3(schema)) return zod3Advice
  const { _zod } = schema as { _zod?: { version?: { major?: unknown; minor?: unknown } } }
  const version = _zod?.version
  const isOld = version?.major === 4 && (version.minor === 0 || version.minor === 1)
  if (isOld) return 'Update zod to 4.2 or later.'
  return "Zod Mini leaves it out: give jsonSchema<z.input<typeof schema>>(z.toJSONSchema(schema, { io: 'input' })), or use zod."
}

/** One of Zod 3, which follows Standard Schema from 3.24. */
export function isZod3(schema: object): boolean {
  const { _def } = schema as { readonly _def?: unknown }
  return (
    isRecord(_def) && typeof _def['typeName'] === 'string' && _def['typeName'].startsWith('Zod')
  )
}

export const zod3Advice =
  'Zod 3 cannot write it: use Zod 4.2 or later, or give jsonSchema<z.input<typeof schema>>(zodToJsonSchema(schema)), of the package zod-to-json-schema.'

/** How an object of schemas becomes one schema, in the words of their library. */
export function wrapping(fields: readonly object[]): string {
  const vendors = fields.map((field) => vendorOf(field))
  if (vendors.includes('valibot')) return 'v.object({ … })'
  if (vendors.includes('arktype')) return 'type({ … })'
  return vendors.includes('zod') ? 'z.object({ … })' : "{ type: 'object', properties: { … } }"
}

function vendorOf(schema: object): unknown {
  if (isZod3(schema)) return 'zod'
  return (schema as { '~standard'?: { vendor?: unknown } })['~standard']?.vendor
}
