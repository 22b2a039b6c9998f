import type { AnyTool } from '../../call/tool.ts'
import type { Journal } from '../../journal/journal.ts'
import type { Engine } from '../../turn/contract.ts'
import { createEngine } from '../../turn/engine.ts'
import type { Approve } from '../../turn/waits/approval/approve.ts'
import { usageError } from '../cli-error.ts'
import type { ToolsFile } from './collect-tools.ts'
import { definedOnly, type RunCommandOptions } from './options.ts'

/** What only the command line brings. */
export interface FromCommandLine {
  /** Of `--journal`. */
  readonly journal: Journal | undefined
  readonly concurrency: number | undefined
  /** For where the file has no `approve` of its own. */
  readonly approve: Approve | undefined
}

/** Whose journal a run is kept in. @throws {CliError} if the file has one, too, or an engine that has none. */
export function expectOneJournal(file: ToolsFile, { journal, resume }: RunCommandOptions): void {
  const { path, engine, engineOptions } = file
  const own = engine === undefined ? engineOptions.journal : engine.journal
  if (journal !== undefined && own !== undefined)
    throw usageError(
      `Expected no --journal: ${path} has a journal already (${own.name}). Leave one of the two out.`,
    )
  if (journal !== undefined && engine !== undefined)
    throw usageError(
      `Expected no --journal: ${path} exports an engine, and only createEngine can give it a \`journal\`. Pass it one there, or export \`options\` and the tools instead.`,
    )
  if (resume !== undefined && journal === undefined && own === undefined)
    throw usageError('Expected --journal <file> beside --resume <run>.')
}

/**
 * The engine of a tools file, or one of its tools and options; what the command line says goes before these.
 *
 * @throws {CliError} if the two contradict each other, or a tool asks for what nothing defines.
 */
export function makeEngine(file: ToolsFile, given: FromCommandLine): Engine {
  const { path, engine, tools, engineOptions } = file
  if (engine !== undefined) {
    if (given.concurrency === undefined) return engine
    throw usageError(
      `Expected no --concurrency: ${path} exports an engine, which has its own. Set it there, or export \`options\` and the tools instead.`,
    )
  }
  for (const tool of tools) expectDefined(tool, file)
  const { approve = given.approve, ...options } = engineOptions
  const { journal, concurrency } = given
  return createEngine({ ...options, tools, ...definedOnly({ journal, concurrency, approve }) })
}

/** In the words of who has a file, not an engine. */
function expectDefined({ name, limit, runsIn }: AnyTool, { path, engineOptions }: ToolsFile): void {
  const { limits = {}, queue } = engineOptions
  const names = limit === undefined ? [] : typeof limit === 'string' ? [limit] : limit
  const unknown = names.find((each) => !Object.hasOwn(limits, each))
  if (unknown !== undefined)
    throw usageError(
      `Expected ${path} to define the limit "${unknown}" of tool "${name}". Export it beside the tools: export const options = { limits: { ${JSON.stringify(unknown)}: { concurrency: 4 } } }`,
    )
  if (runsIn === 'queue' && queue === undefined)
    throw usageError(
      `Expected ${path} to say in which queue tool "${name}" runs. Export it beside the tools: export const options = { queue: bullmq({ connection }) }`,
    )
}
