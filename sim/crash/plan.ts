/**
 * What a seed decides about one round, as data: the calls, and when their process is killed. Times are milliseconds.
 * Only the moments at which the machine gets to things differ from run to run.
 */
export interface CrashPlan {
  readonly seed: number
  /** `turn`: one turn of an engine; `run`: an agent's run, a turn for each message of the scripted model. */
  readonly kind: 'turn' | 'run'
  readonly concurrency: number
  readonly turns: readonly CrashTurn[]
  /** One for each process that is killed; after the last of them one runs to its end. */
  readonly kills: readonly KillPlan[]
  /** Keys are shared with other engines, and of so many in a thousand writes the lease is lost. */
  readonly lostLeases?: number
  /** How long after it is asked a person decides. */
  readonly decideMs: number
}

/** Where a plan is played: with real processes, on a queue as well, or under a virtual clock. */
export type Scenery = 'sqlite' | 'queue' | 'virtual'

export interface CrashTurn {
  readonly id: string
  /** How long after the call before it each call comes, if they come one by one. */
  readonly addMs?: number
  readonly calls: readonly CrashCall[]
}

export interface KillPlan {
  /**
   * From when on the time is taken: the process was told to go, its turn has begun, or its first call has started. Under a
   * virtual clock also `line`: right after so many lines of the ledger.
   */
  readonly after: 'go' | 'begun' | 'start' | 'line'
  readonly delayMs: number
  /** Who is killed; without a queue there is only the engine. */
  readonly whom: Victim
}

export type Victim = 'engine' | 'worker' | 'both' | 'redis'

/**
 * - `read`, `write`: of keys. `put`: an idempotent write. `odd`: undeclared.
 * - `ask`: a write that somebody has to allow.
 * - `stuck`: undeclared, and never done: it times out.
 * - `batch`: a plan of calls in one call.
 * - `delegate`, `relay`: run a turn of their own under their idempotency key; `delegate` says that it is idempotent.
 */
export type CallKind =
  'read' | 'write' | 'put' | 'odd' | 'ask' | 'stuck' | 'batch' | 'delegate' | 'relay'

export interface CrashCall {
  readonly id: string
  readonly kind: CallKind
  readonly keys: readonly string[]
  readonly ms: number
  /** `always`; or `once`, at each first attempt, and then either anything may have been done or `nothing`. */
  readonly fails?: Failing
  readonly decision?: 'allow' | 'deny'
  /** If all calls come at once, somebody cancels it so long after the first process has begun, unless that is dead by then. */
  readonly cancelMs?: number
  /** The steps of a plan, or the calls of the turn inside. */
  readonly inside?: readonly CrashCall[]
  /** Of a step: an earlier one, whose result it needs. */
  readonly needs?: string
}

export type Failing = 'always' | 'once' | 'nothing'
