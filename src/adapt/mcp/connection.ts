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

/** Gives a connected client: a new one each time. The signal fires once nobody needs it any more. */
export type Connect = (signal: AbortSignal) => McpClient | PromiseLike<McpClient>

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
  readonly #closing = new AbortController()
  /** The clients before, which may have calls under way. */
  #retired: Promise<unknown> = Promise.resolve()
  /** By the tools' names, as they were listed last. */
  #listed: ReadonlyMap<string, McpListedTool> = new Map()
  /** Told of the tools that a server has which was connected to again. */
  onListed: ((listed: readonly McpListedTool[]) => void) | undefined

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

  /**
   * @param tool as it was listed when the call was made.
   * @throws {AttemptLost} if the connection breaks in the middle of it.
   */
  async call(tool: McpListedTool, input: unknown, options: RequestOptions): Promise<McpCallResult> {
    const { name } = tool
    const link = await unlessAborted(name, this.#open(name), options.signal)
    const gone = promiseGone(tool, this.#listed.get(name))
    if (gone !== undefined)
      throw new ToolError(
        `${name} was not run: its server no longer says that ${gone}. Call it again if it is to run all the same.`,
        { code: 'mcp_tool_changed', nothingDone: true },
      )
    return link.call(name, input, options)
  }

  /** The tools that the server has now. */
  async list(): Promise<readonly McpListedTool[]> {
    return this.#keep(await listTools(await this.client()))
  }

  #keep(listed: readonly McpListedTool[]): readonly McpListedTool[] {
    this.#listed = new Map(listed.map((each) => [each.name, each]))
    return listed
  }

  /** Nothing is called any more. Closes all clients that were made here, once no call is under way; resolves then. */
  async close(): Promise<void> {
    this.#closing.abort()
    if (this.#connect === undefined) return
    await this.#opening?.catch(() => {})
    this.#retire(this.#link)
    await this.#retired
  }

  #retire(link: Link | undefined): void {
    this.#retired = Promise.all([this.#retired, link?.retire()])
  }

  #open(tool: string): Promise<Link> {
    if (this.#closing.signal.aborted)
      throw notRun(tool, 'the connection to its server was closed by `close()`.')
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
    this.#retire(before)
    let client: unknown
    let listed: readonly McpListedTool[] | undefined
    try {
      client = await this.#outside(async () => connect(this.#closing.signal))
      // A server that was started again may be another version of itself; and only a client that has seen the list checks results
      // against their schemas. The first one is about to be asked.
      if (this.#wasOpen && isClient(client) && isConnected(client)) listed = await listTools(client)
    } catch (cause) {
      // One that does not list its tools is of no use, and another one takes its place.
      if (isClient(client)) this.#retire(linkOf(client))
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
    if (listed !== undefined) {
      this.#keep(listed)
      this.onListed?.(listed)
    }
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

/** What a call was made by, and the server says no longer. Of a tool that it does not list any more it tells itself. */
function promiseGone(
  { annotations: before }: McpListedTool,
  now: McpListedTool | undefined,
): string | undefined {
  if (now === undefined) return undefined
  if (before?.readOnlyHint === true && now.annotations?.readOnlyHint !== true)
    return 'it only reads'
  // What only reads may run again, too.
  if (before?.idempotentHint !== true || now.annotations?.readOnlyHint === true) return undefined
  return now.annotations?.idempotentHint === true ? undefined : 'it may run twice'
}

function unlessAborted<T>(tool: string, promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const off = onAbort(signal, () =>
      reject(notRun(tool, 'it still waited for its server to be connected again.')),
    )
    promise.then(resolve, reject).finally(off)
  })
}
