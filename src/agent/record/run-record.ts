import type { ToolCall } from '../../call/call.ts'
import type { Content } from '../../call/content/content.ts'
import { toJson } from '../../call/content/to-json.ts'
import { effectsOf } from '../../call/effects.ts'
import type { Toolset } from '../../call/toolset.ts'
import type { TurnReport } from '../../call/report/report.ts'
import type { ToolResult } from '../../call/report/result.ts'
import type { Effect } from '../../ledger/effect.ts'
import { missedOf } from '../../ledger/ledger.ts'
import type { Missed } from '../../ledger/missed.ts'
import type { RecordedCall, RecordedTurn } from '../../ledger/recorded.ts'
import { plainClass, type Mutable } from '../../util/without-literal.ts'
import type { Reply } from '../answer.ts'
import type { RunResult } from '../contract.ts'
import type { AgentSettings } from '../options.ts'
import { withMissed, type MissedSource } from './with-missed.ts'

/** What the report of a turn does not hold, and what was missed is read from. Times in milliseconds since the run began. */
export interface NotedTurn {
  readonly calls: readonly ToolCall[]
  readonly text: string
  readonly inputTokens: number
  readonly heard: string | undefined
  /** When its turn began: with the request, if there was one. */
  readonly beganMs: number
  /** When its message was complete; undefined if it came from elsewhere. */
  readonly messageMs: number | undefined
}

const PlainTurn = plainClass(function fill(
  this: Mutable<NotedTurn>,
  { calls, text, usage }: Reply<unknown>,
  heard: string | undefined,
  beganMs: number,
  messageMs: number | undefined,
) {
  this.calls = calls
  this.text = text
  this.inputTokens = usage.inputTokens
  this.heard = heard
  this.beganMs = beganMs
  this.messageMs = messageMs
})

/** What a run did, for those who ask afterwards what it missed. Until then it holds on to what is there anyway. */
export class RunRecord implements MissedSource {
  readonly #agent: Pick<AgentSettings<never>, 'engine' | 'system'>
  readonly #context: unknown
  readonly #messages: readonly unknown[]
  readonly #turns: NotedTurn[] = []
  /** How many messages the run began with, or was resumed with. */
  #begunWith: number | undefined
  #heard: string | undefined
  #beganMs = 0
  #messageMs: number | undefined

  /** @param messages the conversation, as it grows. */
  constructor(
    agent: Pick<AgentSettings<never>, 'engine' | 'system'>,
    context: unknown,
    messages: readonly unknown[],
  ) {
    this.#agent = agent
    this.#context = context
    this.#messages = messages
  }

  hear(text: string): void {
    this.#heard = this.#heard === undefined ? text : `${this.#heard}\n${text}`
  }

  /** When the next turn began, and when its message was complete if it was asked for here. Before the conversation has it. */
  time(beganMs: number, messageMs?: number): void {
    this.#begunWith ??= this.#messages.length
    this.#beganMs = beganMs
    this.#messageMs = messageMs
  }

  /** Notes a turn, if it has calls: one for each report of the result. */
  note(reply: Reply<unknown>): void {
    if (reply.calls.length === 0) return
    this.#turns.push(new PlainTurn(reply, this.#heard, this.#beganMs, this.#messageMs))
    this.#heard = undefined
  }

  resultWithMissed<Message>(result: Omit<RunResult<Message>, 'missed'>): RunResult<Message> {
    return withMissed(result, this)
  }

  missed({ turns: reports }: Pick<RunResult<unknown>, 'turns'>): Missed {
    const turns = reports.flatMap((report, at) => {
      const noted = this.#turns[at]
      return noted === undefined ? [] : [recordedTurn(noted, report)]
    })
    const told = [this.#agent.system, ...this.#messages.slice(0, this.#begunWith)]
    const run = { name: '', instructions: toJson(told), turns }
    return missedOf(run, (call) => effectOf(call, this.#agent.engine.tools, this.#context))
  }
}

/** What the tool declares, for the model's own arguments. Where it cannot be said, nothing is known. */
export function effectOf({ name, input }: RecordedCall, tools: Toolset, context: unknown): Effect {
  const tool = tools.get(name)
  if (tool === undefined) return unknown
  const given = { context }
  const { declared, reads, writes, fault } = effectsOf(tool, input, 'parallel', given)
  if (fault !== undefined || (!declared && writes.length === 0)) return unknown
  if (writes.length === 0) return { kind: 'reads', keys: reads }
  return { kind: 'writes', keys: writes, alsoReads: reads }
}

const unknown: Effect = { kind: 'unknown' }

/** A turn as the ledger reads it. */
export function recordedTurn(noted: NotedTurn, { results }: TurnReport): RecordedTurn {
  const { text, inputTokens, heard, beganMs, messageMs } = noted
  let next = 0
  const calls = noted.calls.map((call): RecordedCall => {
    const result = results[next]
    if (result?.id !== call.id) return { id: call.id, name: call.name, input: call.input }
    next += 1
    return recordedCall(call, result, beganMs)
  })
  const sentMs = messageMs === undefined ? undefined : beganMs
  return { calls, said: text, heard, sentMs, messageMs, inputTokens }
}

function recordedCall(
  { id, name, input }: ToolCall,
  result: ToolResult,
  beganMs: number,
): RecordedCall {
  const { content, status, timing, cut } = result
  const startMs = timing.startedMs === undefined ? undefined : beganMs + timing.startedMs
  const endMs = startMs === undefined ? undefined : beganMs + timing.settledMs
  const failed = status !== 'ok'
  return {
    id,
    name,
    input,
    output: textOf(content),
    failed,
    isCut: cut !== undefined,
    startMs,
    endMs,
  }
}

function textOf(content: Content): string {
  return typeof content === 'string' ? content : JSON.stringify(content)
}
