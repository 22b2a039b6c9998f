import { callListed } from '../../adapt/mcp/listed-tool.ts'
import { valueOf } from '../../adapt/mcp/result.ts'
import type { McpCallResult } from '../../adapt/mcp/client.ts'
import type { McpConfig } from '../../adapt/mcp/config/config.ts'
import type { ToolContext } from '../../call/tool.ts'
import type { Engine } from '../../turn/contract.ts'
import { checkPlan } from './batch-steps.ts'
import { hostResult } from './host-result.ts'
import { makeOffer, type Offer } from './offer.ts'
import { progressTo } from './progress.ts'
import type { HostResult, HostTool, RequestContext, ToolCallRequest } from './sdk.ts'
import { Session } from './session.ts'
import type { OfferedTool, Upstreams } from './upstreams.ts'

/** Answers a host: the tools of all servers, run by one engine. */
export class Gateway {
  readonly #base: Engine
  readonly #config: McpConfig
  readonly #upstreams: Pick<Upstreams, 'tools'>
  readonly #session: Session
  #offer: Promise<Offer> | undefined
  #calls = 0

  constructor(base: Engine, config: McpConfig, upstreams: Pick<Upstreams, 'tools'>) {
    this.#base = base
    this.#config = config
    this.#upstreams = upstreams
    this.#session = new Session(base)
  }

  async list(): Promise<readonly HostTool[]> {
    return (await this.#current()).listed
  }

  async call(request: ToolCallRequest, context: RequestContext): Promise<HostResult> {
    const offer = await this.#current()
    const { name, arguments: input = {}, _meta } = request.params
    const plan =
      name === 'batch' ? checkPlan(input, offer.allowed, offer.engine.tools.names) : { input }
    if (plan.refusal !== undefined)
      return { content: [{ type: 'text', text: plan.refusal }], isError: true }
    this.#calls += 1
    // The host's own name for it, where it tells one, so that a log can be read beside the host's.
    const id = _meta?.['claudecode/toolUseId'] ?? `call_${this.#calls}`
    let sent: McpCallResult | undefined
    const known = offer.byName.get(name)
    const run = known && bodyOf(known, (result) => (sent = result))
    const result = await this.#session.call({
      call: { id: String(id), name, input: plan.input },
      signal: context.mcpReq.signal,
      run,
      sameAs: known?.tool,
      onProgress: progressTo(request, context),
    })
    return hostResult(result, sent ?? sentWith(result.value))
  }

  /** There are other tools. */
  changed(): void {
    this.#offer = undefined
  }

  /** Resolves once all calls have ended. */
  end(): Promise<void> {
    return this.#session.end()
  }

  /** Made once for the tools that there are, so that their limits know of each other. */
  #current(): Promise<Offer> {
    this.#offer ??= this.#upstreams.tools().then((tools) => {
      const offer = makeOffer(tools, this.#base, this.#config)
      this.#session.use(offer.engine)
      return offer
    })
    return this.#offer
  }
}

/** Runs the call on its server, and keeps what that sends. */
function bodyOf(
  { listed, toolset }: OfferedTool,
  keep: (result: McpCallResult | undefined) => void,
): (input: unknown, context: ToolContext) => Promise<unknown> {
  return async (input, context) => {
    keep(undefined)
    const result = await callListed(listed, toolset.server.connection, input, context)
    keep(result)
    return withSent(valueOf(listed.name, result), result)
  }
}

/** Where a value has what the server sent: calls that share a result have copies of the value. */
const sentAs: unique symbol = Symbol('sent')

function withSent(value: unknown, sent: McpCallResult): unknown {
  // A text says all of itself.
  if (typeof value !== 'object' || value === null) return value
  return Object.defineProperty(value, sentAs, { value: sent, configurable: true })
}

function sentWith(value: unknown): McpCallResult | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  return (value as { readonly [sentAs]?: McpCallResult })[sentAs]
}
