import type { TurnEvent } from '../../src/call/report/event.ts'
import type { CallError, ToolResult } from '../../src/call/report/result.ts'
import type { Stage } from '../small/stage.ts'
import { BreakerModel, type Word } from './breaker-model.ts'
import type { BreakersPlan } from './plan.ts'
import { roomModel, type Load, type RoomModel } from './room-model.ts'

/** How the body of an attempt ended by itself. */
export type BodyEnd = 'returned' | 'busy' | 'wrong' | 'withdrew'

/** One attempt under way. */
interface RunningAttempt {
  readonly startedMs: number
  readonly tool: string
}

/** A call that has no result. */
interface OpenCall {
  readonly turnId: string
  readonly tool: string
  attempt: RunningAttempt | undefined
  isRetrying: boolean
  body: BodyEnd | undefined
}

/** What must hold of breakers and limits: models of them follow the engine's events, in their order. */
export class BreakersRules {
  readonly #stage: Stage
  readonly #breakers = new Map<string, BreakerModel[]>()
  readonly #rooms = new Map<string, RoomModel[]>()
  readonly #open = new Map<string, OpenCall>()
  readonly #uncommitted = new Set<string>()

  constructor(stage: Stage, { concurrency, limits, tools }: BreakersPlan) {
    this.#stage = stage
    const slots = roomModel(concurrency)
    const shared = new Map(
      limits.map(({ name, breaker, concurrency: room }) => [
        name,
        {
          breakers: breaker ? [new BreakerModel(breaker)] : [],
          rooms: room === undefined ? [] : [roomModel(room)],
        },
      ]),
    )
    for (const { name, breaker, limits: names } of tools) {
      const own = names.flatMap((limit) => shared.get(limit) ?? [])
      this.#breakers.set(name, [
        ...(breaker ? [new BreakerModel(breaker)] : []),
        ...own.flatMap(({ breakers }) => breakers),
      ])
      this.#rooms.set(name, [slots, ...own.flatMap(({ rooms }) => rooms)])
    }
  }

  get isIdle(): boolean {
    return this.#open.size === 0
  }

  /** A turn whose message is not complete: what may change something waits for that. */
  streams(turnId: string): void {
    this.#uncommitted.add(turnId)
  }

  /** The body of a call has ended by itself. */
  bodyEnds(callId: string, end: BodyEnd): void {
    const call = this.#open.get(callId)
    if (call !== undefined) call.body = end
  }

  event(event: TurnEvent): void {
    if (event.type === 'turn.committed') this.#uncommitted.delete(event.turnId)
    if (!('callId' in event)) return
    const { callId, turnId, name } = event
    if (event.type === 'call.received')
      this.#open.set(callId, {
        turnId,
        tool: name,
        attempt: undefined,
        isRetrying: false,
        body: undefined,
      })
    const call = this.#open.get(callId)
    if (call === undefined) return
    if (event.type === 'call.started') this.#started(callId, call)
    else if (event.type === 'call.retrying') {
      this.#ended(call, event.error)
      call.isRetrying = true
    } else if (event.type === 'call.settled') {
      this.#settled(callId, call, event.result)
      this.#open.delete(callId)
    }
  }

  #started(callId: string, call: OpenCall): void {
    const { nowMs } = this.#stage.clock
    const { tool } = call
    const breakers = this.#breakersOf(tool)
    if (!breakers.every((breaker) => breaker.allows(nowMs)))
      this.#stage.fail('G5', `${callId} of ${tool} starts though a breaker is open`)
    for (const room of this.#roomsOf(tool)) {
      if (room.inFlight >= room.atMost)
        this.#stage.fail(
          'G3',
          `${callId} starts beside ${room.inFlight}, and ${room.atMost} may be`,
        )
      room.inFlight += 1
    }
    call.attempt = { startedMs: nowMs, tool }
    call.isRetrying = false
    call.body = undefined
    for (const breaker of breakers) breaker.begins(call.attempt)
  }

  #settled(callId: string, call: OpenCall, { error }: ToolResult): void {
    if (call.attempt !== undefined) this.#ended(call, error)
    else if (error?.message.includes('failed too often') === true)
      this.#refused(callId, call, error.message)
  }

  #refused(callId: string, { tool }: OpenCall, message: string): void {
    const { nowMs } = this.#stage.clock
    const breakers = this.#breakersOf(tool)
    if (breakers.every((breaker) => breaker.allows(nowMs)))
      this.#stage.fail('G5', `${callId} of ${tool} is refused though no breaker is open`)
    const waitMs = Math.max(0, ...breakers.map(({ retryAtMs = 0 }) => retryAtMs)) - nowMs
    const when = waitMs > 0 ? `in ${Math.ceil(waitMs / 1_000)} s` : 'in a moment'
    if (!message.includes(`Try again ${when},`))
      this.#stage.fail('told', `${callId} may be tried again ${when}, and is told: ${message}`)
  }

  #ended(call: OpenCall, error: CallError | undefined): void {
    const { attempt, tool } = call
    if (attempt === undefined) return
    const { nowMs } = this.#stage.clock
    const [word, load] = meaningOf(call, error)
    for (const room of this.#roomsOf(tool)) {
      room.ended(load, nowMs - attempt.startedMs)
      room.inFlight -= 1
    }
    for (const breaker of this.#breakersOf(tool)) breaker.ends(attempt, word, nowMs)
    call.attempt = undefined
  }

  /** Time is about to move on: somebody who waits has a reason to. */
  quiet(isWriter: (tool: string) => boolean): void {
    const waiting = [...this.#open].filter(
      ([, { attempt, isRetrying, tool, turnId }]) =>
        attempt === undefined && !isRetrying && !(isWriter(tool) && this.#uncommitted.has(turnId)),
    )
    const [first] = waiting
    if (first === undefined) return
    const hasRoom = ({ inFlight, atLeast }: RoomModel): boolean => inFlight < atLeast
    // Of several limits one may be kept free for who has waited the longest for another.
    if (waiting.every(([, { tool }]) => this.#roomsOf(tool).every(hasRoom)))
      this.#stage.fail('live', `${first[0]} waits though there is room`)
  }

  #breakersOf(tool: string): readonly BreakerModel[] {
    return this.#breakers.get(tool) ?? []
  }

  #roomsOf(tool: string): readonly RoomModel[] {
    return this.#rooms.get(tool) ?? []
  }
}

/** What the end of a call's attempt says of its service. */
function meaningOf({ body }: OpenCall, error: CallError | undefined): readonly [Word, Load] {
  if (error === undefined) return ['ok', 'success']
  if (error.code === 'timeout') return ['failed', 'dropped']
  if (error.code !== 'tool_threw') return ['unknown', 'ignored']
  return body === 'busy' ? ['failed', 'dropped'] : ['ok', 'ignored']
}
