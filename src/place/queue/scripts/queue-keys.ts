/** The names of what a queue has in Redis: BullMQ's, and below `fanfold:` what is added to it. */
export interface QueueKeys {
  /** What BullMQ's names begin with. */
  readonly base: string
  readonly active: string
  readonly prioritized: string
  readonly pc: string
  readonly stalled: string
  readonly wait: string
  /** The longest time that a worker at work keeps its locks for without renewing them, in milliseconds. */
  readonly lockMs: string
  job(jobId: string): string
  lock(jobId: string): string
  /** The stream in which workers answer one engine. As long as it is there, so is the engine. */
  replies(executorId: string): string
  /** On which start of a server an engine has seen to its jobs. */
  seenTo(executorId: string): string
  /** What the names of the channels begin with on which workers hear of cancellations; the worker's id follows. */
  readonly cancels: string
}

export function queueKeys(prefix: string, queue: string): QueueKeys {
  const base = `${prefix}:${queue}:`
  return {
    base,
    active: `${base}active`,
    prioritized: `${base}prioritized`,
    pc: `${base}pc`,
    stalled: `${base}stalled`,
    wait: `${base}wait`,
    lockMs: `${base}fanfold:lock-ms`,
    job: (jobId) => base + jobId,
    lock: (jobId) => `${base + jobId}:lock`,
    replies: (executorId) => `${base}fanfold:replies:${executorId}`,
    seenTo: (executorId) => `${base}fanfold:seen-to:${executorId}`,
    cancels: `${base}fanfold:stop:`,
  }
}
