import { turnId } from '../step.ts'

/** The messages of a run of an agent, for which `run` stands, by the run's id: a run may have others inside. */
export type MessagesOf = (run: unknown, runId: string | undefined) => Messages

/**
 * Which message of a run its calls belong to. Mastra tells a tool nothing of it, and keeps a run's results by the calls' ids alone.
 * So a message goes on for as long as no id comes again.
 */
export class Messages {
  /** Stands for the message. */
  key: object = {}
  readonly #runId: string | undefined
  readonly #ended = new Set<string>()
  #underWay = 0
  #repeats = 0

  constructor(runId: string | undefined) {
    this.#runId = runId
  }

  /** The message's name for the journal. */
  get id(): string | undefined {
    return turnId(this.#runId, this.#repeats === 0 ? undefined : this.#repeats)
  }

  begin(callId: string): void {
    if (this.#underWay === 0 && this.#ended.has(callId)) {
      this.key = {}
      this.#repeats += 1
      this.#ended.clear()
    }
    this.#underWay += 1
  }

  end(callId: string): void {
    this.#ended.add(callId)
    this.#underWay -= 1
  }
}

/** Keeps nothing of runs that are over. */
export function messagesByRun(): MessagesOf {
  const runs = new WeakMap<object, Map<string | undefined, Messages>>()
  return (run, runId) => {
    // A call of which no run is known stands alone.
    if (typeof run !== 'function') return new Messages(undefined)
    const known = runs.get(run) ?? new Map<string | undefined, Messages>()
    runs.set(run, known)
    const messages = known.get(runId) ?? new Messages(runId)
    known.set(runId, messages)
    return messages
  }
}
