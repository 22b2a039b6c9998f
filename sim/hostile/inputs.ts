import { answered, type HostileKind } from './kind.ts'
import { explode, hostileProxy } from './thrown.ts'

function deep(levels: number): unknown {
  let value: unknown = 'core'
  for (let level = 0; level < levels; level += 1) value = level % 2 ? { in: value } : [value]
  return value
}

function cycle(): object {
  const loop: Record<string, unknown> = {}
  loop['self'] = loop
  return loop
}

const inputs: Readonly<Record<string, () => unknown>> = {
  'deep input': () => ({ value: deep(3_000) }),
  'deeper input': () => ({ value: deep(20_000) }),
  'bigint input': () => ({ value: 10n }),
  'looped input': cycle,
  'getter input': () => Object.defineProperty({}, 'value', { get: explode, enumerable: true }),
  'proxy input': hostileProxy,
  'toJSON input': () => ({ value: { toJSON: explode } }),
  'symbol input': () => ({ value: Symbol('odd'), fn: explode }),
  'bare input': () => Object.assign(Object.create(null) as object, { value: 1 }),
  'reference-like input': () => ({ value: '${nobody.x} ${ $${' }),
  'sparse input': () => ({ value: Array.from({ length: 3 }) }),
  'wide input': () => ({ value: Array.from({ length: 5_000 }, (_, index) => index) }),
  'proto input': () => JSON.parse('{"__proto__": {"polluted": true}, "constructor": 1}') as object,
  'no input': () => undefined,
  'null input': () => null,
  'text input': () => 'text',
  'list input': () => [1, 2],
}

const calls: Readonly<Record<string, (id: string, tool: string) => unknown>> = {
  'null call': () => null,
  'absent call': () => undefined,
  'text call': () => 'call',
  'number call': () => 7,
  'call without a name': (id) => ({ id, input: {} }),
  'call with a name that throws': (id) =>
    Object.defineProperty({ id, input: {} }, 'name', { get: explode }),
  'call that throws': hostileProxy,
  'call of a prototype': (id) => ({ id, name: '__proto__', input: {} }),
  'call of an object': (id) => ({ id, name: {}, input: {} }),
}

/** Calls and inputs that no model should send, and that come all the same. */
export const inputKinds: readonly HostileKind[] = [
  ...Object.entries(inputs).map(([name, input]) => ({ name, input, statuses: answered })),
  ...Object.entries(calls).map(([name, call]): HostileKind => {
    return { name, call, statuses: ['failed'], neverRuns: true }
  }),
  {
    name: 'call without an id',
    call: (_id, tool) => ({ name: tool, input: {} }),
    statuses: answered,
  },
  {
    name: 'call with a numeric id',
    call: (_id, tool) => ({ id: 7, name: tool, input: {} }),
    statuses: answered,
  },
  {
    name: 'call with an id that throws',
    call: (_id, tool) => Object.defineProperty({ name: tool, input: {} }, 'id', { get: explode }),
    statuses: answered,
  },
]
