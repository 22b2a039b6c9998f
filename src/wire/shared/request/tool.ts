import { UsageError } from '../../../call/errors/error.ts'
import type { AnyTool } from '../../../call/tool.ts'
import { cutText } from '../../../util/cut-text.ts'
import type { ObjectSchema } from './flat-schema.ts'
import { flatInputSchemaOf } from './input-schema.ts'

/** A tool's name and description. An empty description is left out, for providers refuse it. */
export function named({ name, description }: AnyTool): { name: string; description?: string } {
  return description === '' ? { name } : { name, description }
}

/** A tool as chat APIs name it in a request. */
export function functionTool(tool: AnyTool): {
  type: 'function'
  function: { name: string; description?: string; parameters: ObjectSchema }
} {
  return { type: 'function', function: { ...named(tool), parameters: flatInputSchemaOf(tool) } }
}

/** What a provider takes for the name of a tool. */
export interface NameRule {
  readonly api: string
  readonly taken: RegExp
  /** The same in words. */
  readonly rule: string
}

/** @throws {UsageError} if the provider would refuse the name, and with it every request. */
export function expectName({ name }: AnyTool, { api, taken, rule }: NameRule): void {
  if (taken.test(name)) return
  throw new UsageError(
    `Expected the name of a tool as ${api} takes it, ${rule}; got ${JSON.stringify(cutText(name, 200))}. Give the tool another name.`,
  )
}
