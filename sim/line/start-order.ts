import { gatesOf, type LineTool, type LineTurn } from './plan.ts'

interface Call {
  readonly tool: LineTool
  /** How many calls of its turn come after each other over its key, from it on: all calls take equally long. */
  readonly path: number
  /** Its place in call order, of a turn in which no call waits for another. */
  readonly index: number | undefined
}

/** Which of a turn's calls starts first: the one with the longest path; in call order if none waits for another. */
export class StartOrder {
  readonly #calls: ReadonlyMap<string, Call>

  constructor(turns: readonly LineTurn[]) {
    this.#calls = new Map(turns.flatMap((turn) => callsOf(turn)))
  }

  /** Of those in line one that should have started before a call that starts for the first time. */
  passedBy(callId: string, inLine: Iterable<string>): string | undefined {
    const call = this.#calls.get(callId)
    for (const other of inLine) {
      const waiting = this.#calls.get(other)
      if (call !== undefined && waiting !== undefined && isPassed(waiting, call)) return other
    }
    return undefined
  }
}

function callsOf({ id, tools, keys }: LineTurn): [string, Call][] {
  const after = new Map<number, number>()
  const paths = keys.toReversed().map((key) => {
    if (key === -1) return 1
    const path = 1 + (after.get(key) ?? 0)
    after.set(key, path)
    return path
  })
  const isPlain = paths.every((path) => path === 1)
  return paths.toReversed().map((path, index): [string, Call] => {
    const tool = tools[index] as LineTool
    return [`${id}.${index}`, { tool, path, index: isPlain ? index : undefined }]
  })
}

function isPassed(waiting: Call, starts: Call): boolean {
  // What needs more than a slot may be kept back for another that reserves it.
  const could =
    waiting.tool === 'plain' || String(gatesOf[waiting.tool]) === String(gatesOf[starts.tool])
  if (!could) return false
  if (waiting.index !== undefined && starts.index !== undefined) return waiting.index < starts.index
  return waiting.path > starts.path
}
