import { AttemptLost } from '../../place/attempt-lost.ts'
import {
  isConnected,
  ping,
  sendCall,
  type McpCallResult,
  type McpClient,
  type RequestOptions,
} from './client.ts'
import { isGone, lost, readFailure } from './loss.ts'

interface Pending {
  readonly tool: string
  readonly reject: (error: AttemptLost) => void
}

/** One client, from the first call over it to the last. */
export class Link {
  readonly client: McpClient
  readonly #calls = new Set<Pending>()
  #over = false
  /** Resolves to whether the server has gone. */
  #probing: Promise<boolean> | undefined
  #wasRefused = false
  /** Until a call is answered: the session before it was refused, and what is refused in this one, too, is not refused for that. */
  #followsRefusal = false
  #retired: PromiseWithResolvers<void> | undefined
  /** A client that is closed twice says at once that it is, while its server still ends. */
  #isClosing = false
  /** What the client told since it answered a call last: where it gives its connection up, why. */
  #told: Error | undefined

  constructor(client: McpClient) {
    this.client = client
    // A stream over HTTP that breaks off rejects no call of a client of version 1: it is only told of.
    const before = client.onerror
    const onerror = (error: Error): void => {
      before?.call(client, error)
      this.#told = error
      if (this.#calls.size > 0) void this.#probe()
    }
    Object.assign(client, { onerror })
  }

  /** Nothing can be called over it any more. */
  get isOver(): boolean {
    return this.#over || !isConnected(this.client)
  }

  /** The link that it takes the place of. */
  follow(before: Link | undefined): void {
    this.#followsRefusal = before !== undefined && before.#wasRefused
  }

  /** @throws {AttemptLost} if the connection breaks; else what the server or the client say. */
  async call(tool: string, input: unknown, options: RequestOptions): Promise<McpCallResult> {
    const { promise: broken, reject } = Promise.withResolvers<never>()
    const pending = { tool, reject }
    this.#calls.add(pending)
    try {
      const answer = await Promise.race([sendCall(this.client, tool, input, options), broken])
      this.#followsRefusal = false
      this.#told = undefined
      return answer
    } catch (cause) {
      if (options.signal.aborted || cause instanceof AttemptLost) throw cause
      const { error, over } = readFailure(cause, this.client, tool, this.#told)
      if (over !== 'perhaps') {
        this.#over ||= over
        throw error
      }
      if (this.#followsRefusal || !(await this.#probe())) throw error
      this.#over = true
      this.#wasRefused = true
      throw lost(tool, false, cause)
    } finally {
      this.#calls.delete(pending)
      this.#closeIfIdle()
    }
  }

  /** Closes the client once no call is under way; resolves when it is closed. */
  retire(): Promise<void> {
    this.#retired ??= Promise.withResolvers<void>()
    this.#closeIfIdle()
    return this.#retired.promise
  }

  #closeIfIdle(): void {
    if (this.#retired === undefined || this.#calls.size > 0 || this.#isClosing) return
    this.#isClosing = true
    this.client
      .close()
      .catch(() => {})
      .then(this.#retired.resolve)
  }

  /** Asks whether the server is still there, and the session: if not, nobody is to wait for it in vain. */
  #probe(): Promise<boolean> {
    this.#probing ??= this.#ask().finally(() => {
      this.#probing = undefined
    })
    return this.#probing
  }

  async #ask(): Promise<boolean> {
    try {
      await ping(this.client)
      return false
    } catch (cause) {
      const gone = isGone(cause, this.client)
      if (gone) this.#break(cause)
      return gone
    }
  }

  #break(cause: unknown): void {
    this.#over = true
    for (const { tool, reject } of this.#calls) reject(lost(tool, true, cause, this.#told))
  }
}
