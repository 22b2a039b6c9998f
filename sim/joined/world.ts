import { tool, type AnyTool, type ToolContext } from '../../src/call/tool.ts'
import type { TurnReport } from '../../src/call/report/report.ts'
import type { Journal } from '../../src/journal/journal.ts'
import type { Engine } from '../../src/turn/contract.ts'
import { Dice } from '../dice.ts'
import { isProbe, Stage } from '../small/stage.ts'
import { lateJournal } from './late-journal.ts'
import { CallStory } from './ledger.ts'
import { engines, joinedTools, type Caller, type JoinedPlan, type JoinedTool } from './plan.ts'
import { JoinedRules } from './rules.ts'

interface Input {
  readonly turn: string
  readonly call: string
  readonly key: string
}

const graceMs = 5
/** Of a call that is told to stop, and of a journal that keeps its end. */
const mostLateMs = 3 * graceMs

/** A plan come to life. */
export class JoinedWorld {
  readonly stage: Stage
  readonly #plan: JoinedPlan
  readonly #rules: JoinedRules
  readonly #journal: Journal
  readonly #engines: Engine[] = []
  readonly #stories = new Map<string, CallStory>()
  #open = 0

  constructor(plan: JoinedPlan) {
    this.#plan = plan
    this.stage = new Stage(plan.seed)
    this.#rules = new JoinedRules(this.stage, plan)
    this.#journal = lateJournal(this.stage, new Dice(plan.seed), plan.commitMs)
    for (const { id, calls } of plan.turns)
      for (const call of calls) this.#stories.set(`${id}.${call.id}`, new CallStory(id, call))
    for (let index = 0; index < engines; index += 1) this.#engines.push(this.#engine())
  }

  async run(): Promise<void> {
    const { callers, suspensions, turns } = this.#plan
    await this.stage.run(() => {
      for (const caller of callers)
        this.stage.clock.after(caller.startMs, () => void this.#come(caller))
      for (const { engine, atMs, withinMs } of suspensions)
        this.stage.clock.after(atMs, () => {
          this.stage.note(`engine ${engine} is suspended`)
          void this.#suspend(engine, withinMs)
        })
    })
    this.#expectEnded()
    const last = this.#engine()
    for (const { id } of turns) {
      let report: TurnReport | undefined
      await this.stage.run(() => {
        this.stage.note(`${id} comes again`)
        void this.#execute(last, id).then((it) => (report = it))
      })
      for (const [index, story] of this.#storiesOf(id).entries())
        this.#rules.final(story, report?.results[index])
    }
    await this.stage.expectNothingHeld()
  }

  /** An engine that is suspended has ended all its turns soon after the time that they had. */
  async #suspend(engine: number, withinMs: number): Promise<void> {
    const beganMs = this.stage.nowMs
    await this.#engines[engine]?.suspend({ withinMs })
    const lateMs = this.stage.nowMs - beganMs - withinMs
    if (lateMs > mostLateMs)
      this.stage.fail('G4', `engine ${engine} is suspended ${lateMs} ms late`)
  }

  #expectEnded(): void {
    if (this.#open > 0) this.stage.fail('live', `${this.#open} turns have no end`)
  }

  async #come({ turn: id, engine: at, stop }: Caller): Promise<void> {
    const engine = this.#engines[at] as Engine
    this.#open += 1
    const controller = new AbortController()
    const turn = engine.turn({ id, signal: controller.signal })
    if (stop?.kind === 'deadline') turn.setDeadline(stop.afterMs)
    else if (stop !== undefined)
      this.stage.clock.after(stop.afterMs, () => {
        this.stage.note(`${id} on engine ${at}: ${stop.kind}`)
        if (stop.kind === 'abort') controller.abort()
        if (stop.kind === 'cancel') turn.cancel()
        if (stop.kind === 'suspend') turn.suspend({ withinMs: 5 })
      })
    turn.commit(this.#callsOf(id))
    const { results } = await this.#opened(id, turn.report)
    this.#open -= 1
    if (results.length !== this.#callsOf(id).length)
      this.stage.fail('G1', `${id} has ${results.length} results`)
  }

  #execute(engine: Engine, id: string): Promise<TurnReport> {
    return this.#opened(id, engine.execute(this.#callsOf(id), { id }))
  }

  /** A turn of an id is under way until it is reported. */
  async #opened(id: string, report: Promise<TurnReport>): Promise<TurnReport> {
    const stories = this.#storiesOf(id)
    for (const story of stories) story.open += 1
    const ended = await report
    for (const story of stories) story.open -= 1
    return ended
  }

  #storiesOf(turn: string): CallStory[] {
    const calls = this.#plan.turns.find(({ id }) => id === turn)?.calls ?? []
    return calls.map(({ id }) => this.#stories.get(`${turn}.${id}`) as CallStory)
  }

  #callsOf(turn: string): { id: string; name: JoinedTool; input: Input }[] {
    return this.#storiesOf(turn).map(({ plan: { id, tool: name, key } }) => ({
      id,
      name,
      input: { turn, call: id, key },
    }))
  }

  #engine(): Engine {
    const engine: Engine = this.stage.engine({
      tools: joinedTools.map((name) => this.#tool(name, () => engine)),
      concurrency: this.#plan.concurrency,
      graceMs,
      journal: this.#journal,
      onEvent: (event) => {
        if (isProbe(event.turnId)) return
        this.stage.noteEvent(event)
        if (event.type !== 'call.settled') return
        const story = this.#stories.get(`${event.turnId}.${event.callId}`)
        if (story !== undefined) this.#rules.settled(story, event.result)
      },
    })
    return engine
  }

  #tool(name: JoinedTool, engine: () => Engine): AnyTool {
    const key = ({ key: one }: Input): string => one
    return tool({
      name,
      ...(name === 'read' && { reads: key }),
      ...((name === 'write' || name === 'put') && { writes: key }),
      ...((name === 'put' || name === 'nest') && { idempotent: true }),
      timeoutMs: 500,
      execute: (input: Input, context: ToolContext) => this.#body(input, context, engine()),
    } as never) as unknown as AnyTool
  }

  async #body({ turn, call }: Input, { signal }: ToolContext, engine: Engine): Promise<unknown> {
    const story = this.#stories.get(`${turn}.${call}`) as CallStory
    const { tool: name, inner, ms, throws, deaf } = story.plan
    if (name === 'nest') {
      const { results } = await this.#execute(engine, inner)
      return results.map(({ status }) => status)
    }
    this.#rules.begins(story)
    const body = story.begin(this.stage.nowMs)
    this.stage.note(`${story.name} begins`)
    try {
      await this.#wait(ms, deaf ? undefined : signal)
      body.ended = throws ? 'threw' : 'returned'
    } catch (error) {
      body.ended = 'stopped'
      throw error
    } finally {
      body.endMs = this.stage.nowMs
      this.stage.note(`${story.name} ${body.ended}`)
    }
    if (throws) throw new Error('no')
    return `${story.name} done`
  }

  #wait(ms: number, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = this.stage.clock.after(ms, resolve)
      signal?.addEventListener('abort', () => {
        this.stage.clock.clear(timer)
        reject(signal.reason as Error)
      })
    })
  }
}
