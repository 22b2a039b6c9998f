import { anything, isOptions, refusal, trueOrFalse } from '../../../call/expect.ts'
import { UsageError } from '../../../call/errors/error.ts'
import { nestedOptions, optional, recordOf } from '../../../call/options/option-list.ts'
import { closestName } from '../../../util/closest-name.ts'
import { errorText } from '../../../util/error-text.ts'
import { parseJson } from '../../../util/read.ts'
import { serverKey } from '../server-keys.ts'
import type { ServerEntry } from './server-definition.ts'
import { toolRule, type ToolRule } from './tool-rule.ts'

/** A config of MCP servers, as hosts have them, with what Fanfold is told of them. */
export interface McpConfig {
  readonly servers: ReadonlyMap<string, ConfiguredServer>
  /** Options of the engine, not checked yet. */
  readonly engine: Readonly<Record<string, unknown>>
  /** Whether there is the tool `batch`. */
  readonly batch: boolean
  /** Whether `batch` takes tools that write. */
  readonly batchWrites: boolean
}

/** One server of a config. */
export interface ConfiguredServer {
  readonly name: string
  /** Before the names of its tools, with two underscores between: its name with what hosts take in the names of tools. */
  readonly prefix: string
  readonly entry: ServerEntry
  /** Whether its hints are believed. */
  readonly trust: boolean
  /** By the names of its tools; `*` is for all of them. */
  readonly rules: Readonly<Record<string, ToolRule>>
}

/** Options of the engine that a config may have. */
export interface EngineFields {
  readonly concurrency?: unknown
  readonly limits?: unknown
  readonly retryBudget?: unknown
  readonly timeoutMs?: unknown
  readonly graceMs?: unknown
  readonly retries?: unknown
  readonly maxRetryAfterMs?: unknown
  readonly maxResultChars?: unknown
}

interface FanfoldSection extends EngineFields {
  readonly batch?: boolean
  readonly batchWrites?: boolean
  readonly servers?: Readonly<Record<string, ServerSection>>
}

interface ServerSection {
  readonly trust?: boolean
  readonly tools?: Readonly<Record<string, unknown>>
}

const section = nestedOptions<FanfoldSection, 'batch' | 'batchWrites' | 'servers'>({
  concurrency: optional(anything),
  limits: optional(anything),
  retryBudget: optional(anything),
  timeoutMs: optional(anything),
  graceMs: optional(anything),
  retries: optional(anything),
  maxRetryAfterMs: optional(anything),
  maxResultChars: optional(anything),
  batch: optional(trueOrFalse, true),
  batchWrites: optional(trueOrFalse, false),
  servers: optional(
    recordOf(
      nestedOptions<ServerSection>({
        trust: optional(trueOrFalse),
        tools: optional(recordOf(anything)),
      }),
    ),
    {},
  ),
})

/**
 * Reads a config: `mcpServers` (or `servers`, as VS Code has it), and beside it `fanfold`.
 *
 * @throws {UsageError} naming the field that is wrong. Where a server is, is read when it is connected to, so that one that is
 *   wrong does not keep the others away.
 */
export function readConfig(text: string): McpConfig {
  const config = parse(text)
  const field = config['mcpServers'] === undefined ? 'servers' : 'mcpServers'
  const entries = config[field]
  if (!isOptions(entries))
    throw refusal('mcpServers', ' of the config', 'an object of servers by name', entries)
  const {
    batch,
    batchWrites,
    servers: sections,
    ...engine
  } = section(config['fanfold'] ?? {}, 'fanfold', '')
  const names = Object.keys(entries)
  for (const name of Object.keys(sections)) expectServer(name, names)
  const servers = Object.entries(entries).map(([name, entry]: [string, unknown]) => {
    if (!isOptions(entry)) throw refusal(`${field}.${name}`, '', 'an object', entry)
    return configured(name, entry as ServerEntry, sections[name] ?? {})
  })
  const used = servers.filter(({ entry }) => entry['disabled'] !== true)
  expectApart(used, field)
  return { servers: new Map(used.map((each) => [each.name, each])), engine, batch, batchWrites }
}

function configured(
  name: string,
  entry: ServerEntry,
  { trust = true, tools = {} }: ServerSection,
): ConfiguredServer {
  const cwd = typeof entry['cwd'] === 'string' ? entry['cwd'] : undefined
  const rules = Object.entries(tools).map(([tool, rule]) => {
    const path = `fanfold.servers.${name}.tools.${tool}`
    return [tool, toolRule(rule, { path, serverKey: serverKey(name), cwd })] as const
  })
  const prefix = name.replaceAll(/[^\w-]/g, '_')
  return { name, prefix, entry, trust, rules: Object.fromEntries(rules) }
}

function parse(text: string): Readonly<Record<string, unknown>> {
  let config: unknown
  try {
    config = parseJson(text)
  } catch (cause) {
    throw new UsageError(`Expected the config to be JSON, but: ${errorText(cause)}`, cause)
  }
  if (isOptions(config)) return config as Readonly<Record<string, unknown>>
  throw refusal('the config', '', 'an object', config)
}

function expectServer(name: string, names: readonly string[]): void {
  if (names.includes(name)) return
  const close = closestName(name, names)
  const hint = close === undefined ? '' : ` Did you mean "${close}"?`
  throw new UsageError(
    `Expected \`fanfold.servers\` to name servers of the config, got "${name}".${hint}`,
  )
}

/** Tools of two servers with one name would stand in each other's way, and a call would go to a server that is not meant. */
function expectApart(servers: readonly ConfiguredServer[], field: string): void {
  const begins = servers.map(({ name, prefix }) => ({ name, text: `${prefix}__` }))
  for (const one of begins)
    for (const other of begins)
      if (one !== other && other.text.startsWith(one.text))
        throw new UsageError(
          `Expected \`${field}\` to have names that keep the tools of servers apart, but those of "${one.name}" are named ${one.text}…, ` +
            `and those of "${other.name}" ${other.text}…: letters, digits, _ and - are all that names of tools have. Rename one of the two servers.`,
        )
}
