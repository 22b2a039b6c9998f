// What the simulation of bench/scale.ts goes by. Change a figure here, and run it again.

/** Measured by bench/scale/measure.ts, on one two-core machine (AMD EPYC) with Redis 7.0 and its log written each second. */
export const measured = {
  /** Microseconds of the main thread of Redis for a call, from its place in line to its answer. */
  redisUsPerCall: 130,
  /** Microseconds of it for a worker and a second, while the worker waits for calls. */
  redisUsPerWorkerSecond: 180,
  /** Microseconds of it for a running call and a second: its lock is renewed, and looked after by its engine. */
  redisUsPerRunningSecond: 22,
  /** Microseconds of it for shared keys, taken and given back. */
  redisUsPerLease: 100,
  /** Bytes in and out of Redis for a call whose input and result are next to nothing. */
  redisBytesPerCall: 3_800,
  /** Bytes of its memory for a call in line, with 200 bytes of input. */
  redisBytesInLine: 1_340,
  /** Microseconds of processor time in the engine for a call that it sends through the queue. */
  engineUsPerCall: 150,
  /** Microseconds of the journal's thread for a record, where many share a commit (bench/journal.ts). */
  journalUsPerRecord: 4,
  /** Megabytes of the journal for a million calls that write (bench/journal.ts). */
  journalMbPerMillionCalls: 600,
} as const

/** As the code has them. */
export const facts = {
  /** To Redis: of a worker, and of an engine for each queue. */
  connectionsPerWorker: 4,
  connectionsPerEngine: 2,
  /** What Redis takes unless it is told otherwise (`maxclients`). */
  maxConnections: 10_000,
  /** How soon a dead worker is noticed, in seconds: the lock's time, and how often is looked. */
  noticedWithinS: 3.5,
} as const

/** Nobody has measured these for you. */
export const assumed = {
  /** What forcing a commit to the disk takes, in milliseconds. */
  commitMs: 2,
  engines: 8,
} as const
