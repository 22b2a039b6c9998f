import { types } from './platform/value-types.ts'

/** So many entries of a value are looked at. */
const mostEntries = 1_000

interface Search {
  /** What is to be looked into: what lies near the surface comes first, and no cycle is without end. */
  readonly found: object[]
  left: number
}

/**
 * Sees to it that a promise inside a value which nobody may await does not end the process by its rejection. Those who
 * do await it are told all the same. Calls no getter, and never throws.
 */
export function catchRejections(value: unknown): void {
  if (typeof value !== 'object' || value === null) return
  const search: Search = { found: [value], left: mostEntries }
  for (const object of search.found)
    try {
      look(object, search)
    } catch {
      // A proxy's trap threw, or a promise has a constructor of its own.
    }
}

function look(object: object, search: Search): void {
  if (Array.isArray(object)) {
    for (let index = 0; index < object.length && search.left > 0; index += 1)
      addField(object, index, search)
    return
  }
  // Most objects are plain, and the other kinds take longer to tell.
  if (Object.getPrototypeOf(object) !== Object.prototype) {
    if (types.isArrayBufferView(object)) return
    // What it comes to may hold others.
    if (types.isPromise(object))
      void Promise.prototype.then.call(object, catchRejections, catchRejections)
    if (types.isNativeError(object)) addField(object, 'cause', search)
    if (types.isMap(object) || types.isSet(object)) addItems(object, search)
  }
  for (const key of Object.keys(object)) {
    if (search.left <= 0) return
    addField(object, key, search)
  }
}

function addItems(items: Map<unknown, unknown> | Set<unknown>, search: Search): void {
  for (const item of items.values()) {
    if (search.left <= 0) return
    add(item, search)
  }
}

function addField(object: object, key: string | number, search: Search): void {
  add(Object.getOwnPropertyDescriptor(object, key)?.value, search)
}

function add(part: unknown, search: Search): void {
  if (search.left <= 0) return
  search.left -= 1
  if (typeof part === 'object' && part !== null) search.found.push(part)
}
