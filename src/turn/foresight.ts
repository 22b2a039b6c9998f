import { StepStream } from './batch/step-stream.ts'
import { BatchRun } from './batch-run.ts'
import type { PartialCall } from './contract.ts'
import type { Entry } from './entry.ts'
import type { TurnRun } from './turn-run.ts'

/** Begins the steps of a call of `batch` while its arguments are coming in. */
export class Foresight {
  readonly #turn: TurnRun
  readonly #name: string
  /** The call that is coming. */
  #id: string | undefined
  #stream: StepStream | undefined
  #run: BatchRun | undefined

  constructor(turn: TurnRun, name: string) {
    this.#turn = turn
    this.#name = name
  }

  /** Takes a piece of the arguments of the next call. */
  readonly hear = ({ id, name }: PartialCall, text: string): void => {
    if (name !== this.#name || !this.#turn.isOpen) return
    if (id !== this.#id) this.#begin(id)
    const steps = this.#stream?.feed(text) ?? []
    if (steps.length === 0) return
    this.#run ??= new BatchRun(this.#turn, id)
    this.#run.add(steps)
    this.#turn.scheduler.flush()
  }

  /** A call is complete: that which was coming, or another in its stead. */
  take(entry: Entry): void {
    const { key, call } = entry
    if (this.#run !== undefined && key === this.#id && call.name === this.#name) {
      entry.batch = this.#run
      this.#run = undefined
    }
    this.drop('Another call came in its stead.')
  }

  /** What was coming does not come. */
  drop(reason: string): void {
    const run = this.#run
    this.#id = undefined
    this.#stream = undefined
    this.#run = undefined
    run?.discard(reason)
  }

  #begin(id: string): void {
    this.drop('Another call came in its stead.')
    this.#id = id
    // By another's id, or by none, the steps would be known by other names than those of the complete call.
    if (id !== '' && !this.#turn.ledger.hasCall(id)) this.#stream = new StepStream()
  }
}
