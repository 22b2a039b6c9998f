import type { Status } from '../../src/call/report/result.ts'
import { answered, type HostileKind } from './kind.ts'
import { explode, hostileProxy, thrown } from './thrown.ts'

const failed: readonly Status[] = ['failed', 'timed-out']

function schema(validate: (value: unknown) => unknown): Readonly<Record<string, unknown>> {
  return {
    inputSchema: {
      '~standard': { version: 1, vendor: 'hostile', jsonSchema: { input: () => ({}) }, validate },
    },
  }
}

/** A promise of another realm: all it has is `then`. */
function foreign(value: unknown): object {
  return { then: (resolve: (value: unknown) => void) => resolve(value) }
}

/** What a function gives that does not do its work, and when it is called. */
const answers: Readonly<Record<string, () => unknown>> = {
  ...Object.fromEntries(
    Object.entries(thrown).flatMap(([name, make]) => [
      [`throws ${name}`, () => throwIt(make())],
      [`rejects with ${name}`, () => Promise.reject(make() as Error)],
    ]),
  ),
  'answers a promise that rejects twice': () => ({
    then: (_: unknown, reject: (error: unknown) => void) => {
      reject(new Error('one'))
      reject(new Error('two'))
    },
  }),
  'answers a thenable that throws': () => ({ then: explode }),
  'answers a getter': () => Object.defineProperty({}, 'then', { get: explode }),
  'answers a proxy': hostileProxy,
}

function throwIt(error: unknown): never {
  throw error
}

/** Each callback of a tool, with each way to fail in it. */
const failing: readonly HostileKind[] = Object.entries(answers).flatMap(([how, make]) => [
  { name: `schema ${how}`, statuses: failed, neverRuns: true, tool: () => schema(make) },
  { name: `reads ${how}`, statuses: answered, tool: () => ({ reads: make }) },
  { name: `writes ${how}`, statuses: answered, tool: () => ({ writes: make }) },
  {
    name: `needsApproval ${how}`,
    statuses: answered,
    asks: true,
    tool: () => ({ needsApproval: make }),
  },
  {
    name: `approve ${how}`,
    statuses: ['denied'],
    neverRuns: true,
    tool: () => ({ needsApproval: true }),
    approve: make,
  },
  {
    name: `scope ${how}`,
    statuses: answered,
    tool: () => ({ reads: [], coalesce: { scope: make } }),
  },
  { name: `body ${how}`, statuses: answered, tool: () => ({ execute: make }) },
])

const values: Readonly<Record<string, () => unknown>> = {
  'a nested promise that rejects': () => ({ rows: Promise.reject(new Error('later')) }),
  'a list of promises that reject': () => [Promise.reject(new Error('later'))],
  'a bigint': () => 7n,
  'a loop': () => {
    const loop: unknown[] = []
    loop.push(loop)
    return loop
  },
  'a function': () => explode,
  'a symbol': () => Symbol('odd'),
  'a getter': () => Object.defineProperty({}, 'value', { get: explode, enumerable: true }),
  'a toJSON that throws': () => ({ toJSON: explode }),
  'a foreign promise': () => foreign({ fine: true }),
  'a generator': function* values() {
    yield 1
    return 2
  },
  'a generator that throws': function* values() {
    yield 1
    throw new Error('half way')
  },
  'an async generator that throws': async function* values() {
    yield 1
    throw new Error('half way')
  },
  'a deep value': () => {
    let value: unknown = 1
    for (let level = 0; level < 20_000; level += 1) value = [value]
    return value
  },
}

/** Functions that answer, with what nobody would expect. */
const odd: readonly HostileKind[] = [
  ...Object.entries(values).flatMap(([what, make]) => [
    { name: `body gives ${what}`, statuses: answered, tool: () => ({ execute: make }) },
    { name: `reads gives ${what}`, statuses: answered, tool: () => ({ reads: make }) },
  ]),
  ...Object.entries({ nothing: undefined, null: null, text: 'fine', number: 1, list: [] }).map(
    ([what, value]): HostileKind => ({
      name: `schema gives ${what}`,
      statuses: failed,
      neverRuns: true,
      tool: () => schema(() => value),
    }),
  ),
  {
    name: 'schema never answers',
    statuses: failed,
    neverRuns: true,
    tool: () => schema(() => new Promise(() => {})),
  },
  {
    name: 'schema gives a foreign promise of an issue',
    statuses: ['failed'],
    neverRuns: true,
    tool: () => schema(() => foreign({ issues: [{ message: 'no' }] })),
  },
  {
    name: 'schema gives issues that throw',
    statuses: ['failed'],
    neverRuns: true,
    tool: () => schema(() => ({ issues: [hostileProxy()] })),
  },
  ...[{ decision: 'perhaps' }, {}, [], 1, null, undefined, true, 'ALLOW', foreign('later')].map(
    (answer): HostileKind => ({
      name: `approve answers ${JSON.stringify(answer)}`,
      statuses: ['denied'],
      neverRuns: true,
      tool: () => ({ needsApproval: true }),
      approve: () => answer,
    }),
  ),
  ...[1, 0, 'always', '', {}, [], null, undefined, foreign('yes')].map((answer): HostileKind => ({
    name: `needsApproval answers ${JSON.stringify(answer)}`,
    statuses: ['ok'],
    asks: true,
    tool: () => ({ needsApproval: () => answer }),
  })),
  {
    name: 'body throws a promise that rejects',
    statuses: ['failed'],
    tool: () => ({ execute: () => throwIt(Promise.reject(new Error('later'))) }),
  },
  {
    name: 'reads gives very many keys',
    rare: true,
    statuses: answered,
    tool: () => ({ reads: () => Array.from({ length: 130_000 }, (_, index) => `k/${index}`) }),
  },
]

export const callbackKinds: readonly HostileKind[] = [...failing, ...odd]
