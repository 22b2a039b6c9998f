/** Keys of so many segments, and characters, are told apart; a longer one counts as its beginning. */
export const mostKeySegments = 64
export const mostKeyCharacters = 1_024
/** So many keys a call reads, and as many it writes, are told apart; and so many keys and beginnings of keys. */
export const mostKeys = 1_000
export const mostBeginnings = 4_000

/** A key that is no longer cannot have more segments, each of which takes a character and a slash. */
const surelyShort = 2 * mostKeySegments - 1

/**
 * A key, or the longest beginning of it that is within the bounds: `*` if not even its first segment is. What takes its
 * place covers it, so that whatever conflicts with the key conflicts with that.
 */
export function boundedKey(key: string): string {
  if (key.length <= surelyShort) return key
  const head = key.slice(0, mostKeyCharacters + 1)
  let segments = 0
  let kept = 0
  for (let from = 0; ;) {
    const slash = head.indexOf('/', from)
    const end = slash === -1 ? head.length : slash
    if (end > mostKeyCharacters || (end > from && segments === mostKeySegments)) break
    if (end > from) {
      segments += 1
      kept = end
    }
    if (slash === -1) return key
    from = slash + 1
  }
  return kept === 0 ? '*' : key.slice(0, kept)
}

/**
 * Some keys, each within its bounds; of too many the one that covers them all, which is their common beginning. The very
 * same list if nothing is out of bounds.
 */
export function boundedKeys(keys: readonly string[]): readonly string[] {
  const bounded = keys.every((key) => boundedKey(key) === key) ? keys : keys.map(boundedKey)
  if (bounded.length * mostKeySegments <= mostBeginnings) return bounded
  const isTooMuch = bounded.length > mostKeys || countBeginnings(bounded) > mostBeginnings
  return isTooMuch ? [commonBeginning(bounded)] : bounded
}

/** As JavaScript writes what is no name of anything: a property that is not there, an object. */
const noName = /(?:^|\/)(?:undefined|null|NaN|\[object \w+\])(?=\/|$)/

/**
 * Keys that a function made, each up to a segment that names nothing, which is a mistake of the function: what is above it covers whatever was
 * meant. The very same list if there is no such segment.
 */
export function namingKeys(keys: readonly string[]): readonly string[] {
  return keys.some((key) => noName.test(key)) ? keys.map(namedPart) : keys
}

function namedPart(key: string): string {
  const { index = key.length } = noName.exec(key) ?? {}
  return key.slice(0, index) || '*'
}

interface Node extends Map<string, Node> {}

/** How many places the keys take in a table of keys, those above them included. */
function countBeginnings(keys: readonly string[]): number {
  const root: Node = new Map()
  let count = 0
  for (const key of keys) {
    let node = root
    for (const segment of key.split('/')) {
      let child = node.get(segment)
      if (child === undefined) {
        child = new Map()
        node.set(segment, child)
        count += 1
      }
      node = child
    }
  }
  return count
}

function commonBeginning(keys: readonly string[]): string {
  let common = keys[0]?.split('/') ?? []
  for (const key of keys) {
    const segments = key.split('/')
    const differs = common.findIndex((segment, depth) => segment !== segments[depth])
    if (differs !== -1) common = common.slice(0, differs)
  }
  return common.join('/') || '*'
}
