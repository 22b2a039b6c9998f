/** Changes copies of JSON values at random, the same way for the same numbers. */
export interface Mutator {
  /** A stream, of which events are dropped, doubled, swapped, changed inside, or another stream's. */
  events(events: readonly unknown[], others: readonly unknown[]): unknown[]
  /** A value, in which fields are removed, retyped, doubled under another name, or another value's. */
  value(value: unknown, others: readonly unknown[]): unknown
  /** Bytes, of which some are flipped, lost or doubled. */
  bytes(bytes: Uint8Array): Uint8Array
}

type Container = Record<string, unknown> | unknown[]

const deep = nested(3000)
const polluting = JSON.parse(
  '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":1}}}',
)
/** What no field expects. They are shared, never changed. */
const oddities: readonly unknown[] = [
  null,
  true,
  '',
  '[DONE]',
  '{"a":1',
  '{}',
  '[]',
  'null',
  '\ud800',
  '__proto__',
  '{"__proto__":{"polluted":true}}',
  [],
  {},
  [[]],
  [null],
  [{ toString: 1 }],
  0,
  -1,
  1.5,
  1e308,
  Number.MAX_SAFE_INTEGER,
  '9'.repeat(400),
  'x'.repeat(5000),
  polluting,
  deep,
  JSON.stringify(nested(500)),
]
const oddKeys = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'length', 'then', '0']

export function mutator(random: () => number): Mutator {
  const below = (count: number): number => Math.floor(random() * count)
  const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T

  const change = (target: Container, others: readonly unknown[]): void => {
    const keys = Object.keys(target)
    const key = keys.length === 0 ? '0' : pick(keys)
    const fields = target as Record<string, unknown>
    switch (below(6)) {
      case 0:
        if (Array.isArray(target)) target.splice(below(target.length), 1)
        else delete fields[key]
        return
      case 1:
        return set(fields, key, pick(oddities))
      case 2:
        return set(
          fields,
          Array.isArray(target) ? String(target.length) : pick(oddKeys),
          pick(oddities),
        )
      case 3:
        return set(fields, key, fields[pick(keys)])
      case 4: {
        const other = pick(others)
        if (typeof other !== 'object' || other === null) return
        const name = pick(Object.keys(other))
        return set(fields, Array.isArray(target) ? key : name, copy((other as typeof fields)[name]))
      }
      default: {
        const text = fields[key]
        if (typeof text === 'string') set(fields, key, text.slice(0, below(text.length + 1)))
        else if (typeof text === 'number') set(fields, key, text + pick([1, -1, 0.5, 1e9]))
        else set(fields, key, [text])
      }
    }
  }

  const value: Mutator['value'] = (original, others) => {
    const root = copy(original)
    for (let edits = 1 + below(3); edits > 0; edits -= 1) {
      const places = containers(root)
      if (places.length > 0) change(pick(places), others)
    }
    return root
  }

  const events: Mutator['events'] = (original, others) => {
    const list = [...original]
    for (let edits = 1 + below(3); edits > 0 && list.length > 0; edits -= 1) {
      const at = below(list.length)
      const way = below(8)
      if (way === 0) list.splice(at, 1)
      else if (way === 1) list.splice(at, 0, list[at])
      else if (way === 2) list.splice(below(list.length), 0, ...list.splice(at, 1))
      else if (way === 3) list.splice(at, 0, pick(others))
      else if (way === 4) list.splice(at, below(4), pick(oddities))
      else list[at] = value(list[at], others)
    }
    return list
  }

  const bytes: Mutator['bytes'] = (original) => {
    let changed: Uint8Array = original.slice()
    for (let edits = 1 + below(4); edits > 0; edits -= 1) {
      const at = below(changed.length)
      const end = at + below(40)
      if (below(3) > 0)
        changed[at] = below(2) === 0 ? below(256) : (changed[at] ?? 0) ^ (1 << below(8))
      else if (below(2) === 0) changed = join(changed.subarray(0, at), changed.subarray(end))
      else changed = join(changed.subarray(0, end), changed.subarray(at))
    }
    return changed
  }

  return { events, value, bytes }
}

/** As own data, also under `__proto__`. */
function set(target: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(target, key, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  })
}

/** A copy of the upper levels; what lies deeper is not changed. */
function copy(value: unknown, depth = 0): unknown {
  if (typeof value !== 'object' || value === null || depth > 6) return value
  if (Array.isArray(value)) return value.map((item) => copy(item, depth + 1))
  const target: Record<string, unknown> = {}
  for (const [key, field] of Object.entries(value)) set(target, key, copy(field, depth + 1))
  return target
}

/** All objects and arrays that `copy` made. */
function containers(value: unknown, depth = 0): Container[] {
  if (typeof value !== 'object' || value === null || depth > 6) return []
  return [
    value as Container,
    ...Object.values(value).flatMap((field) => containers(field, depth + 1)),
  ]
}

function nested(depth: number): unknown {
  let value: unknown = 1
  for (let level = 0; level < depth; level += 1) value = level % 2 === 0 ? [value] : { a: value }
  return value
}

function join(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts))
}
