import type { McpConfig } from '../../adapt/mcp/config/config.ts'
import type { McpListedTool } from '../../adapt/mcp/client.ts'
import { outputSchemaFault } from '../../adapt/mcp/listed-schema.ts'
import type { ConnectOptions } from '../../adapt/mcp/config/connect.ts'
import type { Environment } from '../../adapt/mcp/config/expand.ts'
import type { ServerTool, ServerToolset } from '../../adapt/mcp/server-toolset.ts'
import { toolsetOf } from '../../adapt/mcp/servers.ts'
import { redact } from '../../util/redact.ts'
import { errorText } from '../../util/error-text.ts'
import { list } from '../../util/printable.ts'
import { closestName } from '../../util/closest-name.ts'

/** How long a host waits for servers that start slowly, in milliseconds; Codex gives up on a server after 10 s. */
const startWithinMs = 8_000

/** A tool that is offered, and the server that has it. */
export interface OfferedTool extends ServerTool {
  readonly toolset: ServerToolset
}

/** The servers behind the gateway. */
export class Upstreams {
  readonly #config: McpConfig
  readonly #say: (text: string) => void
  readonly #changed: () => void
  readonly #toolsets: ServerToolset[] = []
  readonly #started: Promise<unknown>
  #told = false
  #isClosed = false

  /** @param changed called when there are other tools than were told of. */
  constructor(
    config: McpConfig,
    options: ConnectOptions & { readonly env: Environment },
    say: (text: string) => void,
    changed: () => void,
  ) {
    this.#config = config
    this.#say = say
    this.#changed = changed
    this.#started = Promise.all(
      Array.from(config.servers.values(), async (server) => {
        const onListChanged = (): void => void this.#refresh(server.name, toolset)
        const toolset: ServerToolset = toolsetOf(server, { ...options, onListChanged })
        toolset.server.connection.onListed = (listed) => this.#take(server.name, toolset, listed)
        this.#toolsets.push(toolset)
        await this.#refresh(server.name, toolset)
        this.#warn(server.name, toolset)
      }),
    )
  }

  /** All tools that there are; of servers that take long to start, those come later. */
  async tools(): Promise<readonly OfferedTool[]> {
    if (!this.#told) {
      let timer: NodeJS.Timeout | undefined
      const late = new Promise((resolve) => {
        timer = setTimeout(resolve, startWithinMs)
      })
      await Promise.race([this.#started, late])
      clearTimeout(timer)
      this.#told = true
    }
    return this.#toolsets.flatMap((toolset) => toolset.all.map((each) => ({ ...each, toolset })))
  }

  /** Resolves once they have ended. */
  async close(): Promise<void> {
    this.#isClosed = true
    await Promise.all(this.#toolsets.map(({ server }) => server.connection.close()))
  }

  async #refresh(name: string, toolset: ServerToolset): Promise<void> {
    try {
      this.#take(name, toolset, await toolset.server.connection.list())
    } catch (error) {
      if (this.#isClosed) return
      this.#say(`the server "${name}" has no tools here: ${redact(errorText(error))}`)
    }
  }

  /** The host is told only if there is something to tell. */
  #take(name: string, toolset: ServerToolset, listed: readonly McpListedTool[]): void {
    const before = toolset.all
    try {
      const now = toolset.take(listed)
      for (const each of now) if (!before.includes(each)) this.#warnOfSchema(name, each.listed)
      const isSame = now.length === before.length && now.every((each, n) => each === before[n])
      if (this.#told && !isSame) this.#changed()
    } catch (error) {
      this.#say(`the server "${name}" has no other tools than before: ${redact(errorText(error))}`)
    }
  }

  #warnOfSchema(name: string, listed: McpListedTool): void {
    const fault = outputSchemaFault(listed)
    if (fault !== undefined)
      this.#say(`the server "${name}": ${fault}. The tool is listed without it.`)
  }

  /** Rules that say nothing: a tool, or an argument, is misspelt, or comes later. */
  #warn(name: string, { all }: ServerToolset): void {
    const names = all.map(({ listed }) => listed.name)
    if (names.length === 0) return
    for (const [tool, { fields }] of Object.entries(this.#config.servers.get(name)?.rules ?? {})) {
      if (tool === '*') continue
      const where = `fanfold.servers.${name}.tools.${tool}`
      const known = all.find(({ listed }) => listed.name === tool)
      if (known === undefined) {
        const close = closestName(tool, names)
        const hint = close === undefined ? '' : ` Did you mean "${close}"?`
        this.#say(
          `${where}: the server has no such tool. It has: ${list(names, names.length)}.${hint}`,
        )
        continue
      }
      const properties = Object.keys((known.listed.inputSchema['properties'] as object) ?? {})
      const stray = fields.find((field) => !properties.includes(field.split('.', 1)[0] as string))
      if (stray !== undefined)
        this.#say(
          `${where}: {${stray}} is no argument of the tool, so its calls count as touching all of the server. It has: ${list(properties, properties.length)}.`,
        )
    }
  }
}
