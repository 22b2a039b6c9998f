import type { Effect } from '../../src/ledger/effect.ts'
import { Judge, type Judgement } from '../../src/ledger/judge.ts'
import type { RecordedCall, RecordedRun, RecordedTurn } from '../../src/ledger/recorded.ts'
import { isRecord } from '../../src/util/is-record.ts'

/** A call of a test: `get_order { id: 'A1' }` that returned `output`. */
export function call(
  name: string,
  input: unknown,
  output: string = 'ok then, it is done',
): RecordedCall {
  return { id: `${name}-1`, name, input, output }
}

/** A run of turns; a call alone is a turn of one. */
export function run(
  heard: string,
  ...turns: readonly (RecordedCall | Partial<RecordedTurn>)[]
): RecordedRun {
  const all = turns.map((turn): RecordedTurn =>
    'name' in turn ? { calls: [turn] } : { calls: [], ...turn },
  )
  const [first, ...others] = all
  return { name: 'run', turns: first === undefined ? [] : [{ heard, ...first }, ...others] }
}

/** Tools that begin with `get` or `search` read; of others what they write is in `key`; of `do` nobody knows. */
export function effects({ name, input }: RecordedCall): Effect {
  if (/^(?:get|search|find)/.test(name)) return { kind: 'reads', keys: keysOf(input) }
  if (name.startsWith('do')) return { kind: 'unknown' }
  return { kind: 'writes', keys: keysOf(input) }
}

function keysOf(input: unknown): readonly string[] | undefined {
  const key = isRecord(input) ? input['key'] : undefined
  return typeof key === 'string' ? [key] : undefined
}

/** What the ledger says of the last two turns of a run. */
export function lastPair(recorded: RecordedRun): Judgement {
  const last = recorded.turns.length - 1
  return new Judge(recorded, effects).between(last - 1, last)
}
