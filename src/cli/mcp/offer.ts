import type { McpConfig } from '../../adapt/mcp/config/config.ts'
import { outputSchemaFault } from '../../adapt/mcp/listed-schema.ts'
import { inputSchemaOf } from '../../wire/shared/request/input-schema.ts'
import type { AnyTool } from '../../call/tool.ts'
import { list } from '../../util/printable.ts'
import type { Engine } from '../../turn/contract.ts'
import type { HostTool } from './sdk.ts'
import type { OfferedTool } from './upstreams.ts'

/** What the host is offered now. */
export interface Offer {
  readonly engine: Engine
  readonly byName: ReadonlyMap<string, OfferedTool>
  /** As the host lists them. */
  readonly listed: readonly HostTool[]
  /** The tools that a plan may call. */
  readonly allowed: ReadonlySet<string>
}

/** In the plan's description; a longer list would be no help. */
const mostNamed = 40

/** Puts the tools of all servers, and the engine's own, before the host. */
export function makeOffer(
  tools: readonly OfferedTool[],
  base: Engine,
  { batch, batchWrites, engine: { maxResultChars } }: McpConfig,
): Offer {
  const byName = new Map(tools.map((each) => [each.tool.name, each]))
  const engine = base.with(tools.map(({ tool }) => tool))
  const isCut = ({ tool }: OfferedTool): boolean =>
    maxResultChars !== undefined || tool.maxResultChars !== undefined
  const readers = tools.filter(isReader)
  const allowed = new Set(batchWrites ? byName.keys() : readers.map(({ tool }) => tool.name))
  const listed = tools.map((each) => hostTool(each, isCut(each)))
  for (const own of engine.tools)
    if (!byName.has(own.name) && (own.name !== 'batch' || (batch && allowed.size > 0)))
      listed.push(ownTool(own, allowed, batchWrites))
  return { engine, byName, listed, allowed }
}

/** By the server's own word, which is what the host goes by. */
function isReader({ listed, toolset }: OfferedTool): boolean {
  return toolset.server.trust && listed.annotations?.readOnlyHint === true
}

/** A result that may be cut has no structure that a host could rely on; and a schema that is wrong would take it all tools. */
function hostTool({ listed, tool }: OfferedTool, isCut: boolean): HostTool {
  const { outputSchema, ...rest } = listed
  return {
    ...rest,
    ...(outputSchema !== undefined &&
      !isCut &&
      outputSchemaFault(listed) === undefined && { outputSchema }),
    name: tool.name,
  }
}

function ownTool(tool: AnyTool, allowed: ReadonlySet<string>, batchWrites: boolean): HostTool {
  const { name, description } = tool
  const inputSchema = inputSchemaOf(tool)
  if (name !== 'batch')
    return { name, description, inputSchema, annotations: { readOnlyHint: true } }
  const takes = `It takes ${batchWrites ? 'all tools of this server' : 'only tools that read'}: ${list(allowed, allowed.size, mostNamed)}.`
  return {
    name,
    description: `${description} ${takes}`,
    inputSchema,
    annotations: { readOnlyHint: !batchWrites, ...(batchWrites && { destructiveHint: true }) },
  }
}
