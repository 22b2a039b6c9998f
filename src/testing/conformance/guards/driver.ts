import type { GuardRules } from '../../../adapt/guard.ts'
import type { Engine } from '../../../turn/contract.ts'

/** What the suite's tools are given: a number, and what the framework hands on to stop by. */
export interface TaskInput {
  readonly n: number
}

/** A tool of the suite, which the driver turns into one of the framework's. Its arguments are `{ n }`, an integer. */
export interface TaskTool {
  readonly name: string
  /** `ask` is there for drivers with `interrupts`: it asks a person, in the framework's way, and gives the answer. */
  readonly execute: (
    input: TaskInput,
    given: {
      readonly signal: AbortSignal | undefined
      readonly ask?: ((question: string) => unknown) | undefined
    },
  ) => unknown
}

/** One conversation that the framework's own loop is to lead, with the scripted model at `baseUrl`. */
export interface FrameworkTask {
  /** Of the scripted server, without a path. */
  readonly baseUrl: string
  readonly tools: readonly TaskTool[]
  readonly prompt: string
  /** The engine that guards the tools; without one, the framework is alone. */
  readonly engine: Engine | undefined
  readonly rules: Readonly<Record<string, GuardRules<TaskInput>>>
  /** The user's: it stops the run. */
  readonly signal?: AbortSignal | undefined
  /**
   * Called around each call that the framework makes of a tool, outside the guard, as a framework's own tracing is. The driver puts it
   * there.
   */
  readonly around?: (<T>(input: TaskInput, run: () => T) => T) | undefined
  /** A conversation that goes on after a crash: its id, and a folder for what the framework itself keeps of it. */
  readonly thread?: { readonly id: string; readonly dir: string } | undefined
  /** Goes on with the thread, whose question has this answer. */
  readonly answer?: string | undefined
}

/** How a run of the framework ended. */
export interface FrameworkEnd {
  /** The model's last words. */
  readonly text?: string | undefined
  /** What the framework rejected with. */
  readonly error?: unknown
  /** What a person is asked, by a run that was interrupted. */
  readonly question?: unknown
  /** Asks the model on, with the conversation as the framework left it and nothing added. Absent if it left none. */
  readonly goOn?: (() => Promise<unknown>) | undefined
}

/** A framework, as the suite drives it: a module whose export `driver` is one. */
export interface FrameworkDriver {
  readonly name: string
  readonly version: string
  /** Whether its tools can ask a person and be gone on with in another process. */
  readonly interrupts?: boolean | undefined
  run(task: FrameworkTask): Promise<FrameworkEnd>
}
