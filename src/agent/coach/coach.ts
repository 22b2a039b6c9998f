import type { ToolCall } from '../../call/call.ts'
import { toJson } from '../../call/content/to-json.ts'
import type { TurnReport } from '../../call/report/report.ts'
import type { Toolset } from '../../call/toolset.ts'
import { Judge } from '../../ledger/judge.ts'
import type { RecordedTurn } from '../../ledger/recorded.ts'
import { batchName } from '../../turn/batch/tool.ts'
import type { KeptCoach } from '../notes/kept-notes.ts'
import { effectOf, recordedTurn } from '../record/run-record.ts'
import { coachLine, isCoachLine } from './coach-line.ts'

/** A message of the model's with its calls. */
export interface CoachedMessage {
  readonly calls: readonly ToolCall[]
  readonly text: string
}

/** What a coach knows of its run. */
export interface CoachedRun {
  readonly tools: Toolset
  readonly context: unknown
  /** What the model is told in every request. */
  readonly system: string | undefined
  /** The conversation, as it grows. */
  readonly messages: readonly unknown[]
}

/**
 * Says to a model that has made two calls in two messages that they could have been one. Only where the ledger is sure of it: nothing in
 * the later call came from the earlier result, and neither touches what the other changes. If the model then does the same again, it has
 * not helped, and nothing more is said.
 */
export class Coach {
  readonly #run: CoachedRun
  #left: number
  #isUnheeded = false
  readonly #turns: RecordedTurn[] = []
  #told: string | undefined
  /** How many messages in a row have had one call, since the last line if there was one. */
  #singles = 0

  /** @param most how many lines it may say. */
  constructor(run: CoachedRun, most: number) {
    this.#run = run
    this.#left = most
  }

  /** The user has spoken: what came before says nothing of what comes after. */
  heard(): void {
    this.#singles = 0
  }

  /** Notes a turn that has its results; returns what there is to say at their end. `said`: what was said before, if it is taken up. */
  take(message: CoachedMessage, report: TurnReport, said?: string): string | undefined {
    if (this.#left === 0) return undefined
    this.#told ??= toJson([this.#run.system, ...this.#run.messages])
    this.#turns.push(recorded(message, report))
    const isSingle = message.calls.length === 1 && message.calls[0]?.name !== batchName
    this.#singles = isSingle ? this.#singles + 1 : 0
    if (!isSingle) this.#isUnheeded = false
    if (said !== undefined) {
      if (isCoachLine(said)) this.#say()
      return undefined
    }
    if (this.#singles < 2 || !this.#couldBeOne()) return undefined
    if (this.#isUnheeded) {
      this.#left = 0
      return undefined
    }
    const calls = this.#turns.slice(-2).flatMap((turn) => turn.calls)
    this.#say()
    return coachLine(calls)
  }

  kept(): KeptCoach {
    return { left: this.#left, isUnheeded: this.#isUnheeded }
  }

  restore({ left, isUnheeded }: KeptCoach): void {
    this.#left = left
    this.#isUnheeded = isUnheeded
  }

  #say(): void {
    this.#left -= 1
    this.#isUnheeded = true
    this.#singles = 0
  }

  /** Whether the calls of the last two turns could certainly have stood in one message. */
  #couldBeOne(): boolean {
    const { tools, context } = this.#run
    const turns = this.#turns
    const run = { name: '', instructions: this.#told, turns }
    const judge = new Judge(run, (call) => effectOf(call, tools, context))
    return judge.between(turns.length - 2, turns.length - 1).mergeable === 'yes'
  }
}

function recorded({ calls, text }: CoachedMessage, report: TurnReport): RecordedTurn {
  const untimed = { inputTokens: 0, heard: undefined, beganMs: 0, messageMs: undefined }
  return recordedTurn({ calls, text, ...untimed }, report)
}
