import { resolve } from 'node:path'
import type { RunEvent } from '../../agent/contract.ts'
import type { ToolCall } from '../../call/call.ts'
import type { CallHistory, Journal } from '../../journal/journal.ts'
import type { Approve, ApprovalRequest } from '../../turn/waits/approval/approve.ts'
import { canonicalJson } from '../../util/canonical-json.ts'
import type { Clock } from '../../util/clock.ts'
import { errorText } from '../../util/error-text.ts'
import { decide } from '../approve/decide.ts'
import { approveCommandLine, callPhrase, questionOf, sizeOf } from '../approve/question.ts'
import type { View } from '../progress/view.ts'
import type { Answer, Asker } from './asker.ts'

/** How often the journal is looked into for a question that is about to be written. */
const pollMs = 50

/** Without a journal only the terminal can answer. */
export function askingApprove(asker: Asker): Approve {
  return async ({ call, turnId, signal }) => {
    const input = canonicalJson(call.input) ?? 'unreadable'
    const question = { turnId, callKey: call.id, name: call.name, input }
    return (await asker.ask(question, signal)) ?? 'deny'
  }
}

export interface JournalApprovalsOptions {
  readonly journal: Journal
  /** The journal's file. */
  readonly file: string
  readonly view: View
  /** Undefined where there is nobody to ask. */
  readonly asker: Asker | undefined
  readonly clock: Clock
}

/** A call whose question is about to be in the journal. */
interface Sought {
  readonly turnId: string
  readonly call: ToolCall
  readonly gone: AbortSignal
  readonly found: (kept: CallHistory | undefined) => void
}

/** Puts the questions of a run that are in its journal to the person at the terminal, or says how to answer them. */
export class JournalApprovals {
  readonly #options: JournalApprovalsOptions
  readonly #closed = new AbortController()
  readonly #taken = new Set<string>()
  /** In the order in which they were asked about. */
  readonly #sought: Sought[] = []
  /** What ends the wait of a call that an `approve` of the file's own has sent to the journal. */
  readonly #waiting = new Map<string, AbortController>()
  #seeking = false

  constructor(options: JournalApprovalsOptions) {
    this.#options = options
  }

  /** The question is in the journal, and who is first answers it there. */
  readonly approve: Approve = (request) => {
    this.#begin(request)
    return 'wait'
  }

  /** As `approve`, for what somebody else answers with `wait`, as the events tell it. */
  readonly event = (event: RunEvent): void => {
    if (event.type !== 'turn' || !('index' in event.event)) return
    const { turnId, index, callId: id, name, ...of } = event.event
    const key = `${turnId}/${index}`
    this.#waiting.get(key)?.abort()
    this.#waiting.delete(key)
    if (of.type !== 'call.waiting' || of.reason !== 'approval') return
    const gone = new AbortController()
    this.#waiting.set(key, gone)
    this.#begin({ turnId, call: { id, name, input: undefined }, signal: gone.signal })
  }

  /** Nothing is asked any more. */
  readonly close = (): void => this.#closed.abort()

  #begin(request: Pick<ApprovalRequest, 'turnId' | 'call' | 'signal'>): void {
    this.#follow(request).catch((error: unknown) => {
      if (!this.#closed.signal.aborted) this.#options.view.note(errorText(error))
    })
  }

  async #follow({
    turnId,
    call,
    signal,
  }: Pick<ApprovalRequest, 'turnId' | 'call' | 'signal'>): Promise<void> {
    const { journal, file, view, asker } = this.#options
    const gone = AbortSignal.any([signal, this.#closed.signal])
    const kept = await this.#find(turnId, call, gone)
    if (kept === undefined) return
    const question = questionOf(kept)
    const phrase = callPhrase(question)
    if (asker === undefined) {
      const size = sizeOf(question.input)
      view.lines([
        `${phrase}, with ${size} of arguments, waits for approval. To see and decide, in another shell:`,
        `  ${approveCommandLine(resolve(file), question)}`,
      ])
      return
    }
    let answered = false
    const elsewhere = new AbortController()
    const onDecision = ({ decision }: { readonly decision: Answer }): void => {
      elsewhere.abort()
      if (!answered) view.note(`${past[decision]} elsewhere: ${phrase}.`)
    }
    journal.decision(turnId, kept.callKey, gone).then(onDecision, () => {})
    const signals = AbortSignal.any([gone, elsewhere.signal])
    const decision = await asker.ask(question, signals, file)
    if (decision === undefined) return
    answered = true
    await decide(file, kept, { decision })
    view.note(`${past[decision]} ${phrase}.`)
  }

  /** What is in the journal of a call that is about to wait there; undefined if it is gone before. */
  #find(turnId: string, call: ToolCall, gone: AbortSignal): Promise<CallHistory | undefined> {
    return new Promise((found) => {
      this.#sought.push({ turnId, call, gone, found })
      if (!this.#seeking) void this.#seek()
    })
  }

  /** One look at a turn serves all that are sought in it, so that they are found in the order in which they were asked. */
  async #seek(): Promise<void> {
    const { journal, clock } = this.#options
    this.#seeking = true
    while (this.#sought.length > 0) {
      for (const turnId of new Set(this.#sought.map((sought) => sought.turnId))) {
        // A journal that fails is the engine's to tell of.
        const calls = await journal.turn(turnId).catch(() => undefined)
        const here = this.#sought.filter((sought) => sought.turnId === turnId)
        for (const sought of here) {
          const kept = calls && this.#match(sought.call, [...calls.values()])
          if (kept === undefined && !sought.gone.aborted) continue
          this.#sought.splice(this.#sought.indexOf(sought), 1)
          sought.found(sought.gone.aborted ? undefined : kept)
        }
      }
      await new Promise<void>((wake) => void clock.setTimer(wake, pollMs, undefined))
    }
    this.#seeking = false
  }

  #match(call: ToolCall, calls: readonly CallHistory[]): CallHistory | undefined {
    const waiting = calls.filter(
      (kept) => isWaiting(kept) && kept.name === call.name && !this.#taken.has(nameOf(kept)),
    )
    const kept =
      waiting.find(({ callKey }) => callKey === call.id) ??
      waiting.find(({ callKey }) => callKey.startsWith(call.id))
    if (kept !== undefined) this.#taken.add(nameOf(kept))
    return kept
  }
}

const past = { allow: 'Allowed', deny: 'Denied' } as const

function isWaiting({ askedAtMs, decision, result }: CallHistory): boolean {
  return askedAtMs !== undefined && decision === undefined && result === undefined
}

function nameOf({ turnId, callKey }: CallHistory): string {
  return JSON.stringify([turnId, callKey])
}
