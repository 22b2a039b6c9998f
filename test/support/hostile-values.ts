import * as fc from 'fast-check'
import { content } from '../../src/call/content/content.ts'

function trap(): never {
  throw new Error('trap')
}

const traps = Object.getOwnPropertyNames(Reflect) as (keyof ProxyHandler<object>)[]

/** Throws at whatever is done with it, or at one thing alone. */
function trapProxy(target: object, names = traps): object {
  return new Proxy(target, Object.fromEntries(names.map((name) => [name, trap])))
}

function revoked(target: object): object {
  const { proxy, revoke } = Proxy.revocable(target, {})
  revoke()
  return proxy
}

/** Reads well so many times, and then throws. */
function fickle(reads: number): object {
  let left = reads
  return {
    get a(): number {
      left -= 1
      return left < 0 ? trap() : 1
    },
  }
}

const fields: readonly string[] =
  'name message code status statusCode headers response cause stack retryable retryAfterMs nothingDone started then toJSON constructor parts type text length pipe toString valueOf'.split(
    ' ',
  )
const symbols: readonly symbol[] = [
  Symbol.toPrimitive,
  Symbol.toStringTag,
  Symbol.iterator,
  Symbol.asyncIterator,
  Symbol.for('fanfold.error'),
  Symbol.for('fanfold.content'),
]

const bases: readonly (() => object)[] = [
  () => ({}),
  () => [],
  () => new Error('x'),
  () => Object.create(null) as object,
  () => () => 1,
  () => new Map([[{}, 1]]),
  () => new Set([Symbol('s')]),
  () => new Date(NaN),
  () => new Headers(),
  () => new Uint8Array(2),
  () => new Number(5),
  () => Promise.resolve(1),
  () => new Response('x'),
  () => new ReadableStream(),
]

/** fast-check reads what it makes, which these values do not bear: it makes what makes them. */
type Maker = () => unknown

/** An object some of whose fields throw when they are read, or when they are called, or hold something odd. */
const booby: fc.Arbitrary<Maker> = fc
  .record({
    base: fc.constantFrom(...bases),
    keys: fc.uniqueArray(fc.constantFrom<string | symbol>(...fields, ...symbols), { maxLength: 5 }),
    way: fc.constantFrom('getter', 'method', 'odd'),
    odd: fc.constantFrom<unknown>(null, NaN, Infinity, 10n, 'ECONNRESET', 429, Symbol('s'), [null]),
  })
  .map(({ base, keys, way, odd }) => () => {
    const made = base()
    for (const key of keys)
      try {
        const value = way === 'method' ? trap : odd
        Object.defineProperty(
          made,
          key,
          way === 'getter' ? { get: trap, enumerable: true } : { value, enumerable: true },
        )
      } catch {
        // Such as the length of an array, which is what it is.
      }
    return made
  })

const proxied: fc.Arbitrary<Maker> = fc
  .record({
    base: fc.constantFrom(...bases),
    wrap: fc.constantFrom(
      revoked,
      (target: object) => new Proxy(target, {}),
      (target: object) => trapProxy(target),
      ...traps.map((name) => (target: object) => trapProxy(target, [name])),
    ),
  })
  .map(
    ({ base, wrap }) =>
      () =>
        wrap(base()),
  )

const odd: fc.Arbitrary<Maker> = fc.constantFrom<Maker>(
  () => fickle(1),
  () => fickle(2),
  () => fickle(4),
  () => content(trapProxy({}) as never, 5 as never),
  () => Object.defineProperty(content('a'), 'parts', { get: trap }),
  () => Symbol('s'),
  () => undefined,
  () => 10n,
  () => ({ big: 10n, deep: [Symbol('s'), () => 1] }),
  () =>
    new (class extends Promise<unknown> {
      // oxlint-disable-next-line unicorn/no-thenable
      override then = trap as never
    })((resolve) => resolve(1)),
  () => ({
    [Symbol.asyncIterator]: () => ({ next: () => Promise.resolve(null), return: trap }),
  }),
  () => {
    const circle: Record<string, unknown> = {}
    circle['cause'] = circle
    return circle
  },
)

const wraps: readonly ((value: unknown) => unknown)[] = [
  (value) => value,
  (value) => ({ value }),
  (value) => [1, value],
  (value) => new Map([['value', value]]),
  (cause) => Object.assign(new Error('outer'), { cause }),
]

/** Makes what a tool may throw or return that nobody can read without care, perhaps inside something harmless. */
export const hostile: fc.Arbitrary<Maker> = fc
  .tuple(fc.oneof(booby, proxied, odd), fc.constantFrom(...wraps))
  .map(
    ([make, wrap]) =>
      () =>
        wrap(make()),
  )
