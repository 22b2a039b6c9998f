import { ToolError, UsageError } from '../../call/errors/error.ts'
import { show } from '../../call/expect.ts'
import { errorText } from '../../util/error-text.ts'
import { redactError } from '../../util/error-length.ts'
import { onAbort } from '../../util/on-abort.ts'
import { AsyncLocalStorage } from '../../util/platform/async-context.ts'
import {
  isClient,
  isConnected,
  listTools,
  type McpCallResult,
  type McpClient,
  type McpListedTool,
  type RequestOptions,
} from './client.ts'
import { Link } from './link.ts'

/** Gives a connected client: a new one each time. */
export type Connect = () => McpClient | PromiseLike<McpClient>

/** A client serves all that were made of it: what hears of its errors is put in once. */
const links = new WeakMap<McpClient, Link>()

/** The connection to one server, over one client after another if there is a function that makes them. */
export class Connection {
  readonly #connect: Connect | undefined
  /** A client belongs to all calls, and not to the one that happened to need it first. */
  readonly #outside: <T>(run: () => T) => T = AsyncLocalStorage.snapshot()
  #link: Link | undefined
  #opening: Promise<Link> | undefined
  #wasOpen = false
  #closed = false

  constructor(source: McpClient | Connect) {
    if (typeof source === 'function') this.#connect = source
    else if (isConnected(source)) this.#link = linkOf(source)
    else
      throw new UsageError(
        'Expected the client given to mcpTools to be connected, got one that is not, or is no longer. Await client.connect(…) before.',
      )
  }

  /** The client, which is connected anew if need be. */
  async client(): Promise<McpClient> {
    return (await this.#open('the list of tools')).client
  }

  /** @throws {AttemptLost} if the connection breaks in the middle of it. */
  async call(tool: string, input: unknown, options: RequestOptions): Promise<McpCallResult> {
    const link = await unlessAborted(this.#open(tool), options.signal)
    return link.call(tool, input, options)
  }

  /** The tools that the server has now. */
  async list(): Promise<readonly McpListedTool[]> {
    return listTools(await this.client())
  }

  /** Nothing is called any more. Closes the client, if it was made here, once no call is under way; resolves then. */
  async close(): Promise<void> {
    this.#closed = true
    if (this.#connect === undefined) return
    await this.#opening?.catch(() => {})
    await this.#link?.retire()
  }

  #open(tool: string): Promise<Link> {
    if (this.#closed) throw notRun(tool, 'the connection to its server was closed by `close()`.')
    const link = this.#link
    if (link !== undefined && !link.isOver) return Promise.resolve(link)
    if (this.#connect === undefined)
      throw notRun(
        tool,
        'the connection to its server is closed. Pass mcpTools a function that connects, in the place of a client, and it connects again.',
      )
    this.#opening ??= this.#openAgain(this.#connect, tool).finally(() => {
      this.#opening = undefined
    })
    return this.#opening
  }

  async #openAgain(connect: Connect, tool: string): Promise<Link> {
    const before = this.#link
    this.#link = undefined
    void before?.retire()
    let client: unknown
    try {
      client = await this.#outside(async () => connect())
      // Only a client that has seen the list checks results against their schemas. The first one is about to be asked.
      if (this.#wasOpen && isClient(client) && isConnected(client)) await listTools(client)
    } catch (cause) {
      if (!this.#wasOpen) throw cause
      const why = redactError(errorText(cause))
      throw notRun(tool, `its server could not be connected again: ${why}`, cause)
    }
    if (!isClient(client))
      throw new UsageError(
        `Expected the function given to mcpTools to return a connected MCP client, got ${show(client)}. Is a \`return\` missing?`,
      )
    if (!isConnected(client))
      throw new UsageError(
        'Expected the function given to mcpTools to return a client that is connected, got one that is not. Make a new one in it, and await client.connect(…).',
      )
    const link = linkOf(client)
    link.follow(before)
    this.#link = link
    this.#wasOpen = true
    if (this.#closed) void link.retire()
    return link
  }
}

function linkOf(client: McpClient): Link {
  let link = links.get(client)
  if (link === undefined) links.set(client, (link = new Link(client)))
  return link
}

/** Nothing was sent, so that even a call that writes may be tried again. */
function notRun(tool: string, why: string, cause?: unknown): ToolError {
  const retryable = cause !== undefined
  return new ToolError(`${tool} was not run: ${why}`, {
    code: 'mcp_not_connected',
    nothingDone: true,
    retryable,
    cause,
  })
}

function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const off = onAbort(signal, () => reject(signal.reason as Error))
    promise.then(resolve, reject).finally(off)
  })
}
