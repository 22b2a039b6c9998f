import { Dice } from '../dice.ts'
import { lists, type Owner } from './lists.ts'
import { kinds, type Kind, type Pick } from './values.ts'

/** An engine, tools and turns with options at the edge of what they may be, and beyond it, as data. */
export interface OddOptionsPlan {
  readonly seed: number
  readonly options: Readonly<Record<Owner, Picks>>
  readonly calls: readonly OddCall[]
  /** What is asked of the engine in the midst of the calls, and refused. */
  readonly pokes: readonly Poke[]
}

export type Picks = Readonly<Record<string, Pick>>

export interface OddCall {
  readonly ms: number
  /** How often its tool fails first, as if another attempt could help. */
  readonly failures: number
  readonly writes: boolean
}

export interface Poke {
  readonly what:
    | 'turn'
    | 'add'
    | 'execute'
    | 'explain'
    | 'with'
    | 'cancel'
    | 'discard'
    | 'commit'
    | 'setDeadline'
  readonly atMs: number
  readonly value: Pick
}

const pokes: readonly (readonly [Poke['what'], Kind])[] = [
  ['turn', 'options'],
  ['add', 'options'],
  ['execute', 'calls'],
  ['explain', 'calls'],
  ['with', 'calls'],
  ['cancel', 'text'],
  ['discard', 'text'],
  ['commit', 'calls'],
  ['setDeadline', 'duration'],
]

/** Makes the plan of a seed: always the same for the same seed. */
export function makeOddOptionsPlan(seed: number): OddOptionsPlan {
  const dice = new Dice(seed)
  const pick = (kind: Kind, mayBeWrong: boolean): Pick => {
    const { right, wrong } = kinds[kind]
    const isWrong = right.length === 0 || (mayBeWrong && dice.chance(0.15))
    return { kind, wrong: isWrong, at: dice.int(0, (isWrong ? wrong : right).length - 1) }
  }
  const draw = (owner: Owner): Picks =>
    Object.fromEntries(
      Object.entries(lists[owner]).flatMap(([name, kind]: [string, Kind]) =>
        dice.chance(kind === 'nothing' ? 0.02 : 0.25) ? [[name, pick(kind, true)]] : [],
      ),
    )
  const owners = Object.keys(lists) as Owner[]
  return {
    seed,
    options: Object.fromEntries(owners.map((owner) => [owner, draw(owner)])) as never,
    calls: Array.from({ length: dice.int(1, 5) }, () => ({
      ms: dice.int(0, 10),
      failures: dice.pick([0, 0, 1, 2]),
      writes: dice.chance(0.3),
    })),
    pokes: Array.from({ length: dice.int(0, 4) }, () => {
      const [what, kind] = dice.pick(pokes)
      const { length } = kinds[kind].wrong
      const value = { kind, wrong: true, at: dice.int(0, length - 1) }
      return { what, atMs: dice.int(0, 12), value }
    }),
  }
}
