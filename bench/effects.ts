/**
 * Judges tools that others have labelled, and prints how many of their writes are taken for reads, which must be none, and how
 * many tools can run beside each other: `node bench/effects.ts`. Reads the folder named by `FANFOLD_DATA`.
 *
 * The words were written first, and changed while looking at the servers of one half only; the other half says what they are
 * worth on tools that nobody looked at.
 */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { judgeTool } from '../src/adapt/effects/judge-tool.ts'
import type { Judgement, ToolFacts } from '../src/adapt/effects/tool-facts.ts'
import { effects } from './bfcl/effects/all.ts'
import { dataFolder, readJsonLines } from './shared-data.ts'
import { table } from './table.ts'

/** A tool, and what its authors say of it, if they do. */
export interface LabelledTool {
  readonly server: string
  readonly facts: ToolFacts
  readonly label?: 'reads' | 'writes' | undefined
}

/** What came of some tools. */
export interface EffectsFigures {
  readonly tools: number
  readonly labelled: number
  readonly takenAsReads: number
  /** The names of writes that were taken for reads. */
  readonly wrong: readonly string[]
  /** How many of the labelled reads were found. */
  readonly found: number
  readonly labelledReads: number
}

export const tau2File: string = join(dataFolder, 'field', 'tau2', 'tools.jsonl')
export const liveMcpFile: string = join(dataFolder, 'field', 'livemcp', 'tools.jsonl')
export const bfclFolder: string = join(dataFolder, 'bfcl', 'tools')

interface Tau2Tool {
  readonly domain: string
  readonly name: string
  readonly kind: string
}

/** τ²-bench: its authors' kinds. What is neither read nor write there has no label. */
export function tau2Tools(): LabelledTool[] {
  return (readJsonLines(tau2File) as Tau2Tool[]).map(({ domain, name, kind }) => ({
    server: domain,
    facts: { name, description: '' },
    label: kind === 'read' ? 'reads' : kind === 'write' ? 'writes' : undefined,
  }))
}

interface LiveMcpTool {
  readonly server: string
  readonly name: string
  readonly description?: string | null
  readonly properties?: readonly string[] | null
  readonly annotations?: ToolFacts['hints'] | null
}

/** LiveMCPBench: tools of public MCP servers, with the annotations of the few that have some as labels. */
export function liveMcpTools(): LabelledTool[] {
  return (readJsonLines(liveMcpFile) as LiveMcpTool[]).map((tool) => {
    const { readOnlyHint, destructiveHint } = tool.annotations ?? {}
    const properties = Object.fromEntries((tool.properties ?? []).map((name) => [name, {}]))
    const facts = { name: tool.name, description: tool.description ?? '', schema: { properties } }
    const writes = readOnlyHint === false || destructiveHint === true
    const label = writes ? 'writes' : readOnlyHint === true ? 'reads' : undefined
    return { server: tool.server, facts, label }
  })
}

interface BfclTool {
  readonly name: string
  readonly description: string
  readonly parameters: { readonly properties?: Record<string, unknown> }
}

/** The stateful tools of BFCL, with the effects that `bench/bfcl` declares as labels. */
export function bfclTools(): LabelledTool[] {
  return readdirSync(bfclFolder).flatMap((file) =>
    (readJsonLines(join(bfclFolder, file)) as BfclTool[]).map(
      ({ name, description, parameters }) => {
        const effect = effects.get(name)
        const [, own = description] = description.split('Tool description: ')
        const label =
          effect === undefined ? undefined : effect.writes === undefined ? 'reads' : 'writes'
        return {
          server: file,
          facts: { name, description: own, schema: { properties: parameters.properties ?? {} } },
          label,
        }
      },
    ),
  )
}

/** Whether the words were changed while looking at the tools of this server. */
export function isLookedAt({ server }: LabelledTool): boolean {
  return (createHash('sha256').update(server).digest()[0] ?? 0) % 2 === 0
}

export function judge({ facts, server }: LabelledTool): Judgement {
  return judgeTool(facts, { server })
}

export function figuresOf(tools: readonly LabelledTool[]): EffectsFigures {
  const readers = tools.filter((tool) => judge(tool).effect === 'reads')
  const labelledReads = tools.filter(({ label }) => label === 'reads')
  return {
    tools: tools.length,
    labelled: tools.filter(({ label }) => label !== undefined).length,
    takenAsReads: readers.length,
    wrong: readers.filter(({ label }) => label === 'writes').map(({ facts }) => facts.name),
    found: readers.filter(({ label }) => label === 'reads').length,
    labelledReads: labelledReads.length,
  }
}

const sets: readonly (readonly [name: string, path: string, read: () => LabelledTool[]])[] = [
  ['tau2', tau2File, tau2Tools],
  ['LiveMCP, by words alone', liveMcpFile, liveMcpTools],
  ['BFCL multi-turn', bfclFolder, bfclTools],
]

function main(): void {
  const rows = [['', 'tools', 'taken as reads', 'share', 'reads found', 'writes taken for reads']]
  for (const [name, path, read] of sets) {
    if (!existsSync(path)) {
      console.log(`${name}: skipped, there is nothing at ${path} (set FANFOLD_DATA)`)
      continue
    }
    const tools = read()
    rows.push(rowOf(name, tools))
    if (name.startsWith('LiveMCP')) {
      rows.push(rowOf('  half that was looked at', tools.filter(isLookedAt)))
      rows.push(
        rowOf(
          '  half that was not',
          tools.filter((tool) => !isLookedAt(tool)),
        ),
      )
    }
  }
  for (const line of table(rows)) console.log(line)
}

function rowOf(name: string, tools: readonly LabelledTool[]): string[] {
  const { takenAsReads, wrong, labelled, labelledReads, found } = figuresOf(tools)
  const share = `${((100 * takenAsReads) / tools.length).toFixed(1)} %`
  const faults = `${wrong.length} of ${labelled - labelledReads}${wrong.length > 0 ? `: ${wrong.join(', ')}` : ''}`
  return [
    name,
    String(tools.length),
    String(takenAsReads),
    share,
    `${found} of ${labelledReads}`,
    faults,
  ]
}

if (import.meta.main) main()
