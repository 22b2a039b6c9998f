import { tool, type AnyTool, type ToolDefinition } from '../../call/tool.ts'
import type { Engine } from '../../turn/contract.ts'
import { isThenable } from '../../util/is-thenable.ts'
import { usageError } from '../cli-error.ts'
import { splitOptions, type FileAgentOptions, type FileEngineOptions } from './file-options.ts'

/** What a tools file brings. */
export interface ToolsFile {
  /** As the user wrote it. */
  readonly path: string
  /** Those that are exported; if there is an engine, its own. */
  readonly tools: readonly AnyTool[]
  /** Made by the file itself. */
  readonly engine: Engine | undefined
  /** Of the engine that is to be made; empty beside one that is there. */
  readonly engineOptions: FileEngineOptions
  readonly agentOptions: FileAgentOptions
}

interface Exported {
  readonly name: string
  readonly value: unknown
}

/**
 * What a module exports: tools (named ones, a default one, arrays of them, and those of a default object), and beside them
 * either an engine or `options`. Other exports are left alone.
 *
 * @throws {CliError} if there are no tools, two of one name, or two engines.
 * @throws {UsageError} if an option does not exist, or is not what it should be.
 */
export function collectTools(path: string, exports: object): ToolsFile {
  const exported = exportsOf(exports)
  const engine = engineAmong(path, exported)
  const options = splitOptions(path, exported.find(({ name }) => name === 'options')?.value ?? {})
  if (engine !== undefined) {
    const [misplaced] = Object.keys(options.engine)
    if (misplaced !== undefined)
      throw usageError(
        `Expected \`${misplaced}\` of ${path} to be among the options of createEngine, for the file exports an engine; its \`options\` are the agent's only.`,
      )
    return {
      path,
      tools: [...engine.tools],
      engine,
      engineOptions: {},
      agentOptions: options.agent,
    }
  }
  const { tools: given = [], ...engineOptions } = options.engine
  const tools = toolsAmong(path, [...exported, { name: 'options', value: given }])
  if (tools.length > 0) return { path, tools, engine, engineOptions, agentOptions: options.agent }
  throw usageError(
    `${path} exports ${whatElse(exports)}; export what \`tool({ … })\` returns, or what \`createEngine({ tools })\` does.`,
  )
}

/** What a file exports that exports no tools. */
function whatElse(exports: object): string {
  const { default: only } = exports as { readonly default?: unknown }
  if (typeof only === 'function') return 'a function, which is not called'
  if (isThenable(only)) return 'a promise, which is not awaited'
  const names = Object.keys(exports).filter((name) => !commonJsOnly.has(name))
  return names.length === 0 ? 'nothing' : `no tools (only ${names.join(', ')})`
}

/** What Node adds to a file without any exports, which it takes for a CommonJS module. */
const commonJsOnly: ReadonlySet<string> = new Set(['default', 'module.exports'])

/** The exports, with the entries of a default object among them. */
function exportsOf(exports: object): Exported[] {
  return Object.entries(exports).flatMap(([name, value]): Exported[] => {
    const isBag = name === 'default' && typeof value === 'object' && value !== null
    if (!isBag || Array.isArray(value) || isTool(value) || isEngine(value)) return [{ name, value }]
    return Object.entries(value).map(([key, entry]) => ({ name: key, value: entry }))
  })
}

function engineAmong(path: string, exported: readonly Exported[]): Engine | undefined {
  const engines = exported.filter(({ value }) => isEngine(value))
  const [first] = engines
  const other = engines.find(({ value }) => value !== first?.value)
  if (first !== undefined && other !== undefined)
    throw usageError(
      `${path} exports two engines (\`${first.name}\` and \`${other.name}\`); export one of them.`,
    )
  return first?.value as Engine | undefined
}

function toolsAmong(path: string, exported: readonly Exported[]): readonly AnyTool[] {
  const found = new Map<string, { tool: AnyTool; exportName: string }>()
  const seen = new Set<unknown>()
  for (const { name, value } of exported) {
    for (const candidate of Array.isArray(value) ? value : [value]) {
      if (!isTool(candidate) || seen.has(candidate)) continue
      seen.add(candidate)
      const other = found.get(candidate.name)
      if (other !== undefined)
        throw usageError(
          `${path} exports two tools named "${candidate.name}" (in \`${other.exportName}\` and in \`${name}\`); rename one of them.`,
        )
      found.set(candidate.name, { tool: checked(candidate), exportName: name })
    }
  }
  return [...found.values()].map((entry) => entry.tool)
}

/** A tool of whichever copy of the package, or a plain definition. */
function isTool(value: unknown): value is ToolDefinition {
  if (typeof value !== 'object' || value === null) return false
  return 'execute' in value && typeof value.execute === 'function' && 'name' in value
}

/** An engine of whichever copy of the package. */
function isEngine(value: unknown): value is Engine {
  if (typeof value !== 'object' || value === null) return false
  const { execute, turn, explain } = value as Partial<Engine>
  return [execute, turn, explain].every((method) => typeof method === 'function')
}

function checked(candidate: ToolDefinition): AnyTool {
  return (Object.isFrozen(candidate) ? candidate : tool(candidate)) as AnyTool
}
