import type { TurnEvent } from '../../src/call/report/event.ts'
import { tool, type AnyTool } from '../../src/call/tool.ts'
import type { Engine, EngineOptions } from '../../src/turn/contract.ts'
import { createEngine } from '../../src/turn/engine.ts'
import { describeError } from '../describe-error.ts'
import type { Guarantee } from '../invariants/invariant.ts'
import type { Violation } from '../monitor.ts'
import { eventText } from '../trace.ts'
import { SimClock } from '../world/sim-clock.ts'
import { heldBy } from './held.ts'
import { catchStrays } from './strays.ts'

/** Thrown to leave a run in which something is wrong already. */
class Enough extends Error {}

/** What every small simulation runs on: a clock, engines, and the first thing that is wrong. */
export class Stage {
  readonly clock: SimClock
  readonly engines: Engine[] = []
  /** What happened, for people. */
  readonly log: string[] = []
  violation: Violation | undefined

  constructor(seed: number) {
    this.clock = new SimClock(seed)
  }

  get nowMs(): number {
    return this.clock.nowMs
  }

  fail(guarantee: Guarantee, message: string): void {
    this.violation ??= { guarantee, message, atMs: this.nowMs }
  }

  note(text: string): void {
    this.log.push(`${this.nowMs.toFixed(1).padStart(9)}  ${text}`)
  }

  noteEvent(event: TurnEvent): void {
    const who = 'callId' in event ? `${event.turnId}.${event.callId}` : event.turnId
    this.note(`${who}  ${eventText(event)}`)
  }

  /** An engine on this clock, with tools of which it is seen at the end whether all is free. */
  engine({ tools, ...options }: Omit<EngineOptions, 'clock'>): Engine {
    const engine = createEngine({
      ...options,
      tools: [...tools, ...probes],
      clock: this.clock.engine,
    })
    this.engines.push(engine)
    return engine
  }

  wait(ms: number): Promise<void> {
    return new Promise((resolve) => void this.clock.after(ms, resolve))
  }

  /** Runs `perform` and all that follows from it, and looks at what is left. `quiet` is asked before time moves on. */
  async run(perform: () => void, quiet: () => void = () => {}): Promise<void> {
    const release = catchStrays((error) => this.fail('crash', describeError(error)))
    this.clock.onMove = () => {
      quiet()
      if (this.violation !== undefined) throw new Enough()
    }
    try {
      perform()
      await this.clock.runUntilIdle()
      quiet()
    } catch (error) {
      if (!(error instanceof Enough)) this.fail('crash', describeError(error))
    } finally {
      release()
    }
  }

  /** Whether all that the engines had is free again; to be asked when every turn has ended. */
  async expectNothingHeld(): Promise<void> {
    if (this.violation !== undefined) return
    if (this.clock.engineTimers > 0) this.fail('G8', `${this.clock.engineTimers} timers are left`)
    for (const [index, engine] of this.engines.entries()) {
      const held = heldBy(engine)
      if (held !== undefined) this.fail('G8', `engine ${index} still holds ${held}`)
      let report: object | undefined
      const calls = probes.map(({ name }) => ({ id: name, name, input: {} }))
      void engine.execute(calls, { id: `probe${index}` }).then((it) => (report = it))
      await this.run(() => {})
      if (report === undefined) this.fail('G8', `a fresh turn on engine ${index} does not end`)
    }
  }
}

const probes = [
  tool({ name: 'probe-all', writes: '*', execute: () => 'fine' }),
  tool({ name: 'probe', execute: () => 'fine' }),
] as unknown as AnyTool[]

/** Whether a turn is one of those by which an engine is looked at in the end. */
export function isProbe(turnId: string): boolean {
  return turnId.startsWith('probe')
}
