import { ask, reads, waits, writes } from './requests.ts'
import type { Requirement } from '../requirement.ts'
import type { CheckedKeys } from './checked-keys.ts'

type Wanted = ReturnType<typeof reads>

/** Keys that mean something to a store, or to JavaScript. */
const odd = ['', ' ', '__proto__', 'constructor', 'a:b', '1:a', '3:a/b', 'X', 'ü', '\u{1F600}']

const apart: readonly (readonly [Wanted, Wanted])[] = [
  [writes('a'), writes('a')],
  [writes('a'), reads('a')],
  [reads('a'), writes('a')],
  [writes('file/src'), writes('file/src/a.ts')],
  [writes('file/src/a.ts'), reads('file/src')],
  [reads('file/src'), writes('file/src/deep/a.ts')],
  [reads('file/src/a.ts'), writes('*')],
  [writes('x'), reads('*')],
  [writes('/file//src/'), reads('file/src')],
  [writes('file/*'), reads('file/a')],
  [writes('file/**'), reads('file/a/b')],
  [reads('file/*.ts'), writes('file/a')],
  [writes('a\u0000b'), writes('a\u0000b')],
  [{ reads: ['a'], writes: ['b'] }, reads('b')],
  [{ reads: ['a'], writes: ['a/b'] }, reads('a/b/c')],
  [{ reads: ['a'], writes: ['a/b'] }, writes('a/c')],
  ...odd.map((key) => [writes(`odd/${key}`), reads(`odd/${key}`)] as const),
]

const together: readonly (readonly [Wanted, Wanted])[] = [
  [reads('a'), reads('a')],
  [reads('*'), reads('a/b')],
  [writes('a'), writes('b')],
  [writes('a/b'), writes('a/c')],
  [writes('a/b'), reads('a/c')],
  [writes('file/src'), writes('file/src2')],
  [writes('file/src'), writes('src')],
  [writes('a'), writes('A')],
  [writes('a\u0000b'), writes('a')],
  [reads(), writes('*')],
  [writes('*'), reads()],
  ...odd.slice(1).map((key) => [writes(`odd/${key}`), writes(`odd/${key}2`)] as const),
]

const show = ({ reads: r, writes: w }: Wanted): string => JSON.stringify({ reads: r, writes: w })

export const conflictChecks: readonly Requirement<CheckedKeys>[] = [
  {
    name: 'two requests of which one writes what the other touches are kept apart',
    async check({ keys, others }) {
      for (const [first, second] of apart) {
        const lease = await ask(keys, first).lease
        const asked = ask(others, second)
        await waits(others, asked).catch((error: unknown) => {
          throw new Error(`${show(first)}, then ${show(second)}`, { cause: error })
        })
        await lease.release()
        await (await asked.lease).release()
      }
    },
  },
  {
    name: 'all other requests hold their keys at the same time',
    async check({ keys, others }) {
      for (const [first, second] of together) {
        const lease = await ask(keys, first).lease
        const other = await ask(others, second).lease
        await Promise.all([lease.release(), other.release()])
      }
    },
  },
  {
    name: 'a request does not wait for itself, however its keys overlap',
    async check({ keys }) {
      const wanted = { reads: ['a', 'a/b', '*'], writes: ['a/b/c', 'a', 'd', 'a'] }
      await (await ask(keys, wanted).lease).release()
      await (await ask(keys, writes('*')).lease).release()
    },
  },
  {
    name: 'long keys, deep keys and many keys are keys',
    async check({ keys, others }) {
      const many = Array.from({ length: 200 }, (_, n) => `many/${n}`)
      const deep = `deep/${'d/'.repeat(60)}e`
      const lease = await ask(keys, writes('k'.repeat(5_000), deep, ...many)).lease
      const asked = [reads('many/199'), reads('deep/d/d'), reads('k'.repeat(5_000))].map((wanted) =>
        ask(others, wanted),
      )
      for (const each of asked) await waits(others, each)
      await lease.release()
      for (const each of asked) await (await each.lease).release()
    },
  },
]
