import { anything } from '../../../call/expect.ts'
import { UsageError } from '../../../call/errors/error.ts'
import { nestedOptions, optional, type OptionList } from '../../../call/options/option-list.ts'
import { tool, type ToolOptions } from '../../../call/tool.ts'
import { errorText } from '../../../util/error-text.ts'
import { keyTemplate, type KeyTemplate, type TemplatePlace } from './key-template.ts'

/** What JSON can say of a tool. The values are checked as those of any tool. */
type RuleOptions = Omit<ToolOptions<unknown>, 'needsApproval'>

const names: OptionList<RuleOptions> = {
  reads: optional(anything as never),
  writes: optional(anything as never),
  idempotent: optional(anything as never),
  timeoutMs: optional(anything as never),
  idleTimeoutMs: optional(anything as never),
  retries: optional(anything as never),
  limit: optional(anything as never),
  concurrency: optional(anything as never),
  hedge: optional(anything as never),
  breaker: optional(anything as never),
  maxResultChars: optional(anything as never),
  coalesce: optional(anything as never),
  cache: optional(anything as never),
}
const onlyNames = nestedOptions(names)

/** A rule, read. */
export interface ToolRule {
  readonly options: ToolOptions<Record<string, unknown>>
  /** The arguments that its keys name. */
  readonly fields: readonly string[]
}

/**
 * Reads the rule of a tool.
 *
 * @throws {UsageError} naming what is wrong, and where in the config.
 */
export function toolRule(value: unknown, where: TemplatePlace): ToolRule {
  const { path } = where
  const { reads, writes, ...rest } = onlyNames(value, path, '')
  const keys = {
    reads: templatesOf(reads, 'reads', where),
    writes: templatesOf(writes, 'writes', where),
  }
  const options = {
    ...rest,
    ...(keys.reads !== undefined && { reads: keysBy(keys.reads) }),
    ...(keys.writes !== undefined && { writes: keysBy(keys.writes) }),
  }
  try {
    const stated = options.reads === undefined && options.writes === undefined
    // Whether it reads is the server's to say; that only those share results is told when there is a tool.
    tool({ name: 'x', execute: () => '', ...options, ...(stated && { reads: [] }) } as never)
  } catch (cause) {
    const why = errorText(cause).replaceAll('tool "x"', 'the tool')
    throw new UsageError(`In \`${path}\`: ${why}`, cause)
  }
  const all = [...(keys.reads ?? []), ...(keys.writes ?? [])]
  return { options, fields: all.flatMap(({ fields }) => fields) }
}

/** One template, or a list of them; an empty list says that nothing is touched. */
function templatesOf(
  value: unknown,
  name: string,
  where: TemplatePlace,
): readonly KeyTemplate[] | undefined {
  if (value === undefined) return undefined
  const path = `${where.path}.${name}`
  if (!Array.isArray(value)) return [keyTemplate(value, { ...where, path })]
  return value.map((each, index) => keyTemplate(each, { ...where, path: `${path}[${index}]` }))
}

function keysBy(
  templates: readonly KeyTemplate[],
): readonly string[] | ((input: Record<string, unknown>) => readonly string[]) {
  if (templates.length === 0) return []
  return (input) => templates.flatMap((template) => template.keysOf(input))
}
