// What is compared, and how: a contestant runs one agent on one model with given tools; a suite puts it to a test.
// A suite's figures come from outside the contestant: from the model server's records, or from the `fetch` it is given.
import type { Engine } from 'fanfold'
import type { ZodType } from 'zod'

/** The wire formats that contestants speak to the model. */
export type Api = 'anthropic' | 'openai-chat' | 'openai-responses' | 'gemini'

/** A tool in no library's words; each contestant hands it over as its library's documentation says. */
export interface GivenSignal {
  readonly signal?: AbortSignal | null | undefined
}

export interface BenchTool {
  readonly name: string
  readonly description: string
  /** A JSON Schema of an object. */
  readonly inputSchema: Readonly<Record<string, unknown>>
  /** The same with Zod, which is then handed over instead, where a library takes one. */
  readonly zodSchema?: ZodType
  /** `given.signal` is the call's, if the library has one. Where it is made when it is asked for, one who does not look pays for none. */
  readonly execute: (input: Record<string, unknown>, given: GivenSignal) => unknown
  /** What a call touches, for libraries that can be told. */
  readonly reads?: (input: Record<string, unknown>) => readonly string[]
  readonly writes?: (input: Record<string, unknown>) => readonly string[]
  /** The same code as a module that exports `execute`, for libraries that can run a tool in a thread. */
  readonly module?: URL
}

/** One agent run: everything that a suite may ask of a library. What a library cannot do it says in `lacks`. */
export interface RunRequest {
  readonly api: Api
  /** The model server's address, without a path; unused if `fetch` answers from memory. */
  readonly url: string
  /** Replaces the network, where figures are about what the library does between a response and the next request. */
  readonly fetch?: typeof globalThis.fetch
  readonly tools: readonly BenchTool[]
  readonly prompt: string
  /** At least as many as the script has. */
  readonly maxTurns: number
  readonly stream: boolean
  readonly signal?: AbortSignal
  /** The most calls at once. Without it there is no cap, where the library can be told so. */
  readonly cap?: number
  /** Leaves a library's own cap, where it has one: what its users get who say nothing. */
  readonly usualCap?: boolean
  /** How long one call may take, in milliseconds. */
  readonly toolTimeoutMs?: number
  /** How long the calls of one turn may take together, in milliseconds. */
  readonly turnDeadlineMs?: number
  /** Whether slow reads get a second attempt. */
  readonly hedge?: boolean
  /** Runs the library's tools under Fanfold's guard, on this engine; for suites that ask only those that have one. */
  readonly guard?: Engine
}

/** What a contestant may be unable to do; a suite that needs it prints a dash. */
export type Feature =
  'cap' | 'toolTimeoutMs' | 'turnDeadlineMs' | 'hedge' | 'stream' | 'whole' | 'signal'

export interface RunOutcome {
  /** The model's last words. */
  readonly text: string
  /** Why a run that resolved ended without the model's answer, in the library's word: a finish reason, an outcome. */
  readonly ended?: string
  /** Of such a run: how many finished results the caller can get at, by documented means. */
  readonly resultsInHand?: number
}

/** An error that a contestant's run ended with, and what it still had in hand. */
export interface RunFailure {
  readonly error: unknown
  /** How many finished results the caller can still get at, by documented means. */
  readonly resultsInHand: number
}

export interface Contestant {
  /** As in `--only`. */
  readonly name: string
  /** As in the tables. */
  readonly label: string
  /** The npm package whose version is told; undefined for the floor. */
  readonly package: string | undefined
  readonly apis: readonly Api[]
  readonly lacks: readonly Feature[]
  /** How long a tool call may take if nothing is said, in milliseconds, where that is documented. */
  readonly usualToolTimeoutMs?: number
  /** Loads the library and makes what a program makes once: client, agent, engine. Returns the run, to be called many times. */
  prepare(request: RunRequest): Promise<() => Promise<RunOutcome>>
  /** After a rejected run: how many finished results are in hand. Missing means none. */
  resultsInHand?(error: unknown): number
}

/** One cell of a table: figures by name, or why it has no figures. */
export type Cell =
  | {
      readonly kind: 'measured'
      readonly figures: Readonly<Record<string, number | string | boolean | null>>
    }
  | { readonly kind: 'lacks'; readonly why: string }
  | { readonly kind: 'failed'; readonly error: string }

/** One test. `measure` runs in a process of its own, for one contestant. */
export interface Suite {
  readonly name: string
  readonly title: string
  /** What is measured, from where to where, and how often; a paragraph for the report. */
  readonly method: string
  /** How long one cell's process may take, in milliseconds. */
  readonly timeoutMs: number
  /** The contestants that it makes sense for; default: all. */
  readonly contestants?: readonly string[]
  /** Of a suite whose figures are too small for one process: how its work is shared out. */
  readonly byTurns?: ByTurns
  /** `part` is one of its groups'; empty for a suite without. */
  measure(contestant: Contestant, part: string): Promise<Cell>
}

/** What one process measures. */
export interface Part {
  readonly contestant: string
  /** In the suite's own words; its figures get it as a prefix. */
  readonly part: string
}

/** Parts in processes of their own, which are compared with each other and therefore take turns. */
export interface ByTurns {
  /** Each is measured to its end before the next. */
  readonly groups: readonly (readonly Part[])[]
  /** How many processes each part gets, each time in another order; the figures are their medians. */
  readonly processes: number
  readonly quickProcesses: number
}
