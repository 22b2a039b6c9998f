import type { Reply, ReplyType } from '../messages.ts'
import type { RedisClient } from '../optional-packages.ts'

const start = '0-0'
const blockMs = 5_000
const mostAtOnce = 500

/** Reads what workers answer, in order, as it comes: the wait is in Redis, without polling. */
export class Inbox {
  readonly #client: RedisClient
  readonly stream: string
  readonly #onReply: (reply: Reply) => void
  readonly #waiting = new Set<{ readonly id: string; readonly go: () => void }>()
  #readId = start
  #closed = false

  constructor(client: RedisClient, stream: string, onReply: (reply: Reply) => void) {
    this.#client = client
    this.stream = stream
    this.#onReply = onReply
    void this.#readOn()
  }

  /** The last reply that was read. */
  get readId(): string {
    return this.#readId
  }

  /** Calls back once that reply and all before it are read; at once if they are. */
  whenRead(id: string, go: () => void): void {
    if (id === '' || !isAfter(id, this.#readId)) go()
    else this.#waiting.add({ id, go })
  }

  close(): void {
    this.#closed = true
    this.#waiting.clear()
  }

  async #readOn(): Promise<void> {
    while (!this.#closed) {
      try {
        this.#take(await this.#next())
      } catch {
        // Only an ended client throws at once; any other first waits for its connection.
        if (this.#client.status === 'end') return
      }
    }
  }

  async #next(): Promise<[id: string, fields: string[]][]> {
    const where = ['STREAMS', this.stream, this.#readId]
    const options = ['COUNT', mostAtOnce, 'BLOCK', blockMs]
    const reading = await this.#client.xread(...options, ...where)
    return reading?.[0]?.[1] ?? []
  }

  #take(entries: readonly [id: string, fields: string[]][]): void {
    for (const [id, fields] of entries) {
      this.#readId = id
      const [, jobId = '', , type, , json = ''] = fields
      if (jobId !== '' && !this.#closed) this.#onReply({ jobId, type: type as ReplyType, json })
    }
    if (this.#waiting.size === 0) return
    for (const waiting of this.#waiting)
      if (!isAfter(waiting.id, this.#readId)) {
        this.#waiting.delete(waiting)
        waiting.go()
      }
  }
}

/** Ids of a stream are a time and a count. */
function isAfter(id: string, other: string): boolean {
  const [ms = 0, count = 0] = id.split('-').map(Number)
  const [otherMs = 0, otherCount = 0] = other.split('-').map(Number)
  return ms > otherMs || (ms === otherMs && count > otherCount)
}
