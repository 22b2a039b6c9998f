import { sleep, type Clock } from '../../../util/clock.ts'
import type { ReadReply } from '../messages.ts'
import { readReply } from '../read-message.ts'
import type { RedisClient } from '../optional-packages.ts'

const start = '0-0'
const blockMs = 5_000
const mostAtOnce = 500
/** How long until a server that refused to be read is asked again. */
const againMs = 250

/** Reads what workers answer, in order, as it comes: the wait is in Redis, without polling. */
export class Inbox {
  readonly #client: RedisClient
  readonly #clock: Clock
  readonly stream: string
  readonly #onReply: (jobId: string, reply: ReadReply) => void
  readonly #waiting = new Set<{ readonly id: string; readonly go: () => void }>()
  #readId = start
  /** How often it has begun anew. */
  #beginnings = 0
  #closed = false

  constructor(
    client: RedisClient,
    stream: string,
    clock: Clock,
    onReply: (jobId: string, reply: ReadReply) => void,
  ) {
    this.#client = client
    this.#clock = clock
    this.stream = stream
    this.#onReply = onReply
    void this.#readOn()
  }

  /** The last reply that was read. */
  get readId(): string {
    return this.#readId
  }

  /**
   * Begins anew: this may be another server, whose clock makes other ids, and which may not have heard of the last ones. What is read
   * again changes nothing.
   */
  startOver(): void {
    this.#beginnings += 1
    this.#readId = start
    // What was to come first is of the server before.
    this.#waiting.clear()
    this.#client.disconnect(true)
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
        const beginning = this.#beginnings
        const entries = await this.#next()
        if (beginning === this.#beginnings) this.#take(entries)
      } catch (error) {
        // An ended client throws at once, as does what Redis refuses; any other waits for its connection first.
        if (this.#client.status === 'end') return
        if ((error as Error).name === 'ReplyError') await sleep(this.#clock, againMs)
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
      const read = readReply(fields)
      if (read !== undefined && !this.#closed) this.#onReply(read.jobId, read.reply)
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
