import type { ToolResult } from '../../src/call/report/result.ts'
import type { Journal, JournalRecord } from '../../src/journal/journal.ts'
import type { Engine } from '../../src/turn/contract.ts'
import type { Stage } from '../small/stage.ts'
import { isWithdrawn } from './rules.ts'
import type { WatchedCall } from './watched-call.ts'

/** A journal, and all that it was given. */
export interface Kept {
  readonly journal: Journal
  readonly records: JournalRecord[]
}

/**
 * The turns come again on another engine, as after a crash: what was withdrawn runs, under the same id, and what had
 * ended does not.
 */
export async function comeAgain(
  stage: Stage,
  engine: Engine,
  { records }: Kept,
  turns: readonly (readonly WatchedCall[])[],
): Promise<void> {
  for (const call of turns.flat()) expectKept(stage, records, call)
  const again = turns.map((calls) => new SecondRun(stage, engine, calls))
  await stage.run(() => {
    for (const one of again) void one.run()
  })
  for (const one of again) one.expectEnd()
}

function expectKept(stage: Stage, records: readonly JournalRecord[], call: WatchedCall): void {
  const { result, turn, plan, name, bodies, writes } = call
  if (result === undefined) return
  const kinds = records
    .filter((one) => 'callKey' in one && one.turnId === turn.id && one.callKey === plan.id)
    .map(({ kind }) => kind)
    .join()
  if (isWithdrawn(result)) {
    if (kinds !== (writes ? 'call.started,call.withdrawn' : ''))
      stage.fail('G7', `of ${name}, which was withdrawn, the journal has ${kinds}`)
  } else if (writes && bodies > 0 && kinds !== 'call.started,call.settled')
    stage.fail('G7', `of ${name}, which has ended, the journal has ${kinds}`)
}

class SecondRun {
  readonly #stage: Stage
  readonly #engine: Engine
  readonly #calls: readonly WatchedCall[]
  readonly #ran = new Set<WatchedCall>()
  #results: readonly ToolResult[] | undefined

  constructor(stage: Stage, engine: Engine, calls: readonly WatchedCall[]) {
    this.#stage = stage
    this.#engine = engine
    this.#calls = calls
  }

  async run(): Promise<void> {
    const [first] = this.#calls
    if (first === undefined) return
    const turn = this.#engine.turn({ id: first.turn.id, open: true })
    for (const call of this.#calls) {
      const { id, tool: name, key } = call.plan
      const run = (): string => {
        this.#ran.add(call)
        return 'again'
      }
      void turn.add({ id, name, input: { key } }, { run })
    }
    turn.commit()
    this.#results = (await turn.report).results
  }

  expectEnd(): void {
    for (const [index, call] of this.#calls.entries()) {
      const { name, result: before, writes, bodies } = call
      const after = this.#results?.[index]
      if (before === undefined) continue
      if (after === undefined) this.#stage.fail('G1', `${name} has no result when it comes again`)
      else if (isWithdrawn(before)) {
        if (after.value !== 'again')
          this.#stage.fail(
            'G7',
            `${name} was withdrawn, and is ${after.status} when it comes again`,
          )
      } else if (writes && bodies > 0 && (this.#ran.has(call) || after.status !== before.status))
        this.#stage.fail('G7', `${name} was ${before.status}, and is ${after.status} afterwards`)
    }
  }
}
