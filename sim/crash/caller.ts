import { setTimeout as sleep } from 'node:timers/promises'
import type { Engine, Turn } from '../../src/turn/contract.ts'
import type { Ledger } from './ledger.ts'
import type { CrashTurn } from './plan.ts'
import type { Part } from './part.ts'
import { toolCalls } from './tools.ts'

/** Somebody who wants a round's turn, or its run, and may suspend what is his. */
export interface Caller {
  /** Resolves when it has ended, or was suspended. */
  call(): Promise<void>
  suspend(withinMs: number): void
}

export function callerOf(part: Part, engine: Engine, ledger: Ledger): Caller {
  return part.modelUrl === undefined ? turnCaller(part, engine) : runCaller(part, engine, ledger)
}

function turnCaller({ plan }: Part, engine: Engine): Caller {
  let withinMs: number | undefined
  let turn: Turn | undefined
  return {
    async call() {
      for (const { id, addMs, calls } of plan.turns) {
        turn = engine.turn({ id })
        if (withinMs !== undefined) turn.suspend({ withinMs })
        await commit(turn, { addMs, calls })
        await turn.report
      }
    },
    suspend(ms) {
      withinMs = ms
      turn?.suspend({ withinMs })
    },
  }
}

async function commit(
  turn: Turn,
  { addMs, calls }: Pick<CrashTurn, 'calls'> & { readonly addMs: number | undefined },
): Promise<void> {
  if (addMs === undefined) return turn.commit(toolCalls(calls))
  for (const call of toolCalls(calls)) {
    void turn.add(call)
    await sleep(addMs)
  }
  turn.commit()
}

function runCaller(
  { process: name, plan, modelUrl = '' }: Part,
  engine: Engine,
  ledger: Ledger,
): Caller {
  let withinMs: number | undefined
  let suspend: ((withinMs: number) => void) | undefined
  return {
    async call() {
      // Only rounds with a run load its packages.
      const { goOn } = await import('./go-on.ts')
      const run = await goOn(engine, modelUrl, plan.goOn)
      suspend = (ms) => run.suspend({ withinMs: ms })
      if (withinMs !== undefined) suspend(withinMs)
      const { outcome, text, messages } = await run.result
      if (outcome !== 'suspended') ledger.append({ process: name, what: 'answer', text, messages })
    },
    suspend(ms) {
      withinMs = ms
      suspend?.(ms)
    },
  }
}
