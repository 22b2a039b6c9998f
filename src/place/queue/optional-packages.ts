import type { RedisBase, RedisClass } from '../../util/redis/client.ts'
import { expectPeer, peerNotLoaded } from '../../util/peers.ts'
import { loadRedis } from '../../util/redis/load.ts'

/** What is used of a client of ioredis. */
export interface RedisClient extends RedisBase {
  duplicate(options?: object): RedisClient
  del(key: string): Promise<unknown>
  get(key: string): Promise<string | null>
  xread(...args: (string | number)[]): Promise<StreamReading>
}

/** Streams, each with its entries, each with its fields and values in turn. */
export type StreamReading = [key: string, entries: [id: string, fields: string[]][]][] | null

export interface NewJob {
  readonly name: string
  readonly data: unknown
  readonly opts: object
}

/** What is used of BullMQ's queue. */
export interface BullQueue {
  addBulk(jobs: readonly NewJob[]): Promise<unknown>
  remove(jobId: string): Promise<number>
  close(): Promise<void>
  on(event: 'error', listener: (error: Error) => void): unknown
}

export interface BullJob {
  readonly id?: string | undefined
  readonly data: unknown
}

/** What is used of BullMQ's worker. */
export interface BullWorker {
  readonly id: string
  /** Of its own, and not for users: makes a job of what Redis has of it. */
  createJob?(raw: object, jobId: string): BullJob
  waitUntilReady(): Promise<unknown>
  /** Fetches jobs, until it is closed. */
  run(): Promise<void>
  /** Fetches no more; waits for what runs unless told not to. */
  pause(doNotWaitActive: boolean): Promise<void>
  close(force?: boolean): Promise<void>
  on(event: 'error', listener: (error: Error) => void): unknown
}

export interface OptionalPackages {
  readonly Redis: RedisClass<RedisClient>
  readonly Queue: new (name: string, options: object) => BullQueue
  readonly Worker: new (
    name: string,
    process: (job: BullJob, token: string) => Promise<unknown>,
    options: object,
  ) => BullWorker
}

/** What needs the packages, in the words of an error. */
export const attempts = 'Attempts in a queue'

/** @throws {UsageError} if one of the packages is not installed. */
export function expectPackages(): void {
  expectPeer(`${attempts} need`, 'ioredis')
  expectPeer(`${attempts} need`, 'bullmq')
}

/**
 * Loads BullMQ and the client that it talks to Redis by.
 *
 * @throws {UsageError} if one of them is not installed.
 */
export async function loadPackages(): Promise<OptionalPackages> {
  const Redis = await loadRedis<RedisClient>(attempts)
  try {
    const { Queue, Worker } = (await import('bullmq')) as unknown as OptionalPackages
    return { Redis, Queue, Worker }
  } catch (cause) {
    throw peerNotLoaded(`${attempts} need`, 'bullmq', cause)
  }
}
