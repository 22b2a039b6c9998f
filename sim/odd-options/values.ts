/** What an option may be, and what it may not. */
interface Values {
  readonly right: readonly unknown[]
  readonly wrong: readonly unknown[]
}

const noNumbers = ['5', '', null, true, 5n, {}, [5], () => 5, Symbol('five'), NaN, -1, -Infinity]
const noObjects = [5, 'text', [], null, () => ({}), new Map(), Promise.resolve({})]
const longest = Number.MAX_SAFE_INTEGER

/** Timers of 2 ** 31 ms and more overflow where nobody looks. */
const durations = [1, 0.5, 40, 3_000, 2 ** 31 - 1, 2 ** 31, 1e15, Infinity]

export const kinds = {
  duration: { right: [...durations, 5e-324], wrong: [...noNumbers, 0] },
  'duration or none': { right: [...durations, 0], wrong: noNumbers },
  'whole number': { right: [0, 1, 7, longest], wrong: [...noNumbers, 0.5, Infinity] },
  /** More of them would have no end, as they were asked to. */
  retries: { right: [0, 1, 7], wrong: [...noNumbers, 0.5, Infinity] },
  'positive number': { right: [1, 3, longest, Infinity], wrong: [...noNumbers, 0, 1.5] },
  window: { right: [1, 3, 100_000], wrong: [...noNumbers, 0, 1.5, 100_001, Infinity] },
  rate: { right: [0.5, 3, 1e9], wrong: [...noNumbers, 0, Infinity] },
  amount: { right: [0, 0.2, 1e9], wrong: [...noNumbers, Infinity] },
  part: { right: [0.1, 1, 5e-324], wrong: [...noNumbers, 0, 1.1] },
  'yes or no': { right: [true, false], wrong: [1, 0, 'true', null, {}, () => true] },
  policy: { right: ['continue', 'cancel-rest'], wrong: ['stop', '', null, 1, ['continue']] },
  parallel: { right: ['allow', 'forbid'], wrong: ['encourage', true, null, {}] },
  undeclared: { right: ['parallel', 'in-order'], wrong: ['in order', true, null, {}] },
  callback: { right: [() => {}, async () => {}], wrong: ['onEvent', {}, null, 1, [() => {}]] },
  signal: { right: [new AbortController().signal], wrong: [new AbortController(), {}, null, true] },
  keys: { right: ['a', ['a', 'b'], [], () => 'a'], wrong: ['', [''], [1], 1, null, {}, true] },
  nothing: { right: [], wrong: [1, true, 'text', {}, null] },
  calls: { right: [], wrong: [...noObjects.filter((one) => !Array.isArray(one)), {}] },
  options: { right: [], wrong: noObjects },
  text: { right: [], wrong: [1, true, {}, [], () => 'no', Symbol('no')] },
} satisfies Readonly<Record<string, Values>>

export type Kind = keyof typeof kinds

/** One value of a kind, by its place in the list. */
export interface Pick {
  readonly kind: Kind
  readonly wrong: boolean
  readonly at: number
}

export function valueOf({ kind, wrong, at }: Pick): unknown {
  return kinds[kind][wrong ? 'wrong' : 'right'][at]
}
