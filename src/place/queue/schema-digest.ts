import { createHash } from 'node:crypto'
import { toJsonSchema } from '../../call/schema/schema.ts'
import type { AnyTool } from '../../call/tool.ts'
import { canonicalJson } from '../../util/canonical-json.ts'

const known = new WeakMap<AnyTool, string>()

/**
 * Tells one input schema from another: a digest of its JSON Schema, whatever the order of its keys. A schema whose
 * library cannot write JSON Schema is taken for equal to each other one of that library.
 */
export function schemaDigest(tool: AnyTool): string {
  const before = known.get(tool)
  if (before !== undefined) return before
  const digest = createHash('sha256').update(describe(tool)).digest('base64url').slice(0, 22)
  known.set(tool, digest)
  return digest
}

function describe({ name, inputSchema }: AnyTool): string {
  try {
    // Only what a provider would be told counts: a library's own marks do not.
    const told: unknown = JSON.parse(JSON.stringify(toJsonSchema(name, inputSchema)))
    return canonicalJson(told) ?? vendorOf(inputSchema)
  } catch {
    return vendorOf(inputSchema)
  }
}

function vendorOf(inputSchema: unknown): string {
  const standard = (inputSchema as { '~standard'?: { vendor?: unknown } })['~standard']
  return `of ${String(standard?.vendor)}`
}
