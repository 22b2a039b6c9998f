import type { Answers, CallRow, Row } from '../messages.ts'

/** What has not ended, as far as is known here, and this process has begun or taken up: nobody else's, however long it does not write. */
export class OwnWork {
  readonly #runs = new Set<string>()
  /** The calls without a result, by turn. */
  readonly #calls = new Map<string, Set<string>>()

  hasRun(run: string): boolean {
    return this.#runs.has(run)
  }

  hasTurn(turn: string): boolean {
    return this.#calls.has(turn)
  }

  wrote({ kind, values }: Row): void {
    const [first, second] = [String(values[0]), String(values[1])]
    if (kind === 'run.started' || kind === 'run.message') this.#runs.add(first)
    else if (kind === 'run.ended') this.#runs.delete(first)
    else if (kind === 'call.started' || kind === 'call.asked') this.#open(first, second)
    else if (kind === 'call.settled') this.#settle(first, second)
  }

  tookUpRun(found: Answers['run']): void {
    if (found?.run.ended === null) this.#runs.add(found.run.run)
  }

  tookUpTurn(rows: readonly CallRow[]): void {
    for (const { turn, call, settled } of rows) if (settled === null) this.#open(turn, call)
  }

  #open(turn: string, call: string): void {
    const calls = this.#calls.get(turn)
    if (calls === undefined) this.#calls.set(turn, new Set([call]))
    else calls.add(call)
  }

  #settle(turn: string, call: string): void {
    const calls = this.#calls.get(turn)
    if (calls?.delete(call) === true && calls.size === 0) this.#calls.delete(turn)
  }
}
