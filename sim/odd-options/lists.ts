import type { Kind } from './values.ts'

/** The options of each function, or option that is made of some. What is no option is `nothing`. */
export const lists = {
  engine: {
    undeclared: 'undeclared',
    concurrency: 'positive number',
    timeoutMs: 'duration',
    graceMs: 'whole number',
    retries: 'retries',
    maxRetryAfterMs: 'duration or none',
    onFailure: 'policy',
    approvalTimeoutMs: 'duration',
    maxResultChars: 'positive number',
    maxTurnResultChars: 'positive number',
    batch: 'yes or no',
    onEvent: 'callback',
    timeout: 'nothing',
  },
  adaptive: {
    min: 'positive number',
    initial: 'positive number',
    slowMs: 'duration',
    minimum: 'nothing',
  },
  limit: { perSecond: 'rate', concurrency: 'positive number', rate: 'nothing' },
  breaker: {
    consecutiveFailures: 'positive number',
    failureRate: 'part',
    window: 'window',
    openMs: 'duration',
    maxOpenMs: 'duration',
    resetMs: 'nothing',
  },
  hedge: {
    quantile: 'part',
    budget: 'rate',
    perCall: 'positive number',
    minSamples: 'whole number',
    after: 'nothing',
  },
  retryBudget: { ratio: 'amount', minPerSecond: 'amount', max: 'nothing' },
  tool: {
    reads: 'keys',
    idempotent: 'yes or no',
    timeoutMs: 'duration',
    idleTimeoutMs: 'duration',
    retries: 'retries',
    concurrency: 'positive number',
    maxResultChars: 'positive number',
    timeout: 'nothing',
  },
  cache: { ttlMs: 'duration', ttl: 'nothing' },
  turn: {
    fresh: 'yes or no',
    signal: 'signal',
    deadlineMs: 'duration',
    onFailure: 'policy',
    onEvent: 'callback',
    references: 'yes or no',
    open: 'yes or no',
    parallel: 'parallel',
    deadline: 'nothing',
  },
  add: { signal: 'signal', abort: 'nothing' },
} satisfies Readonly<Record<string, Readonly<Record<string, Kind>>>>

export type Owner = keyof typeof lists
