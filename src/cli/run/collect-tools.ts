import { tool, type AnyTool, type ToolDefinition } from '../../call/tool.ts'
import { usageError } from '../cli-error.ts'

/**
 * The tools among a module's exports: named ones, a default one, arrays of them, and those of a default object. Other
 * exports are left alone.
 *
 * @throws {CliError} if there are no tools, or two have the same name.
 */
export function collectTools(path: string, exports: object): readonly AnyTool[] {
  const found = new Map<string, { tool: AnyTool; exportName: string }>()
  const seen = new Set<unknown>()
  for (const [exportName, value] of Object.entries(exports)) {
    for (const candidate of candidates(exportName, value)) {
      if (!isTool(candidate) || seen.has(candidate)) continue
      seen.add(candidate)
      const other = found.get(candidate.name)
      if (other !== undefined)
        throw usageError(
          `${path} exports two tools named "${candidate.name}" (in \`${other.exportName}\` and in \`${exportName}\`); rename one of them.`,
        )
      found.set(candidate.name, { tool: checked(candidate), exportName })
    }
  }
  if (found.size > 0) return [...found.values()].map((entry) => entry.tool)
  const names = Object.keys(exports).filter((name) => !commonJsOnly.has(name))
  const what = names.length === 0 ? 'nothing' : `no tools (only ${names.join(', ')})`
  throw usageError(`${path} exports ${what}; export what \`tool({ … })\` returns.`)
}

/** What Node adds to a file without any exports, which it takes for a CommonJS module. */
const commonJsOnly: ReadonlySet<string> = new Set(['default', 'module.exports'])

function candidates(exportName: string, value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value
  const isBag = exportName === 'default' && typeof value === 'object' && value !== null
  return isBag && !isTool(value) ? Object.values(value) : [value]
}

/** A tool of whichever copy of the package, or a plain definition. */
function isTool(value: unknown): value is ToolDefinition {
  if (typeof value !== 'object' || value === null) return false
  return 'execute' in value && typeof value.execute === 'function' && 'name' in value
}

function checked(candidate: ToolDefinition): AnyTool {
  return (Object.isFrozen(candidate) ? candidate : tool(candidate)) as AnyTool
}
