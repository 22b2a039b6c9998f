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
  /** One for each process that is cut short; after the last of them one runs to its end. */
  readonly kills: readonly KillPlan[]
  /** What else happens while processes work. */
  readonly events: readonly EventPlan[]
  /** The same turn or run is asked for twice in each process. */
  readonly twice?: TwicePlan
  /** How a process goes on with a run: by its first line again, or by its name. */
  readonly goOn?: 'run' | 'resume' | 'resumeAll'
  /** So often, in milliseconds, each process reads and closes the files of its own journal. */
  readonly readsFilesMs?: number
  readonly slow?: SlowPlan
  /** A worker of another version, until one is killed or closed; those that come later are of the engine's. */
  readonly otherWorker?: OtherVersion
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
  /** The engine, or the worker, is told to stop instead, and ends by itself. */
  readonly stop?: StopPlan
}

export type Victim = 'engine' | 'worker' | 'both' | 'redis'

/** A graceful stop, as by SIGTERM. */
export interface StopPlan {
  /** Whether the engine is suspended, or its turn or run, or of two callers only what the first one has. */
  readonly what: 'engine' | 'own' | 'first'
  /** For how long what runs may finish. */
  readonly withinMs: number
  /** So long after the first signal comes another one, upon which it ends at once. */
  readonly againMs?: number
}

/** Something that happens beside the work, so long after the turn of a process has begun. */
export interface EventPlan {
  /** In which of the engine's lives, from 0. */
  readonly life: number
  readonly atMs: number
  readonly what: Happening
}

/**
 * - `freeze`: the engine's process is suspended (SIGSTOP) and goes on, once or several times in a row.
 * - `visit`: another process wants to run the same on the same journal.
 * - `read`: another process opens, reads and closes the journal's files; or looks into it by the command line.
 * - `forge`: somebody writes what nobody can read to the queue: to workers, or to the engine about the calls that run.
 */
export type Happening =
  | { readonly kind: 'freeze'; readonly forMs: number; readonly times: number }
  | { readonly kind: 'visit' }
  | { readonly kind: 'read'; readonly how: 'files' | 'list' | 'show' | 'approve' }
  | { readonly kind: 'forge'; readonly what: 'job' | 'cancel' | 'reply' }

/** A worker that speaks an older or a newer version of the queue's messages, or says what the engine cannot read. */
export type OtherVersion = 'older' | 'newer' | 'garbled'

/** By two callers on one engine, on two engines of one journal, or by one that opens the journal's file a second time. */
export interface TwicePlan {
  readonly how: 'turn' | 'engine' | 'file'
  readonly afterMs: number
}

/** A journal that takes its time; each at most so many milliseconds. */
export interface SlowPlan {
  /** Until a record comes to the file, and from there until that is known. */
  readonly appendMs: number
  readonly answerMs: number
  /** Until it says what it knows of a turn or a run. */
  readonly historyMs: number
  /** How long each commit is under way: a process that is frozen then is so in the midst of it. */
  readonly commitMs: number
}

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
