import type { CallIdentity } from '../../journal/journal.ts'

/** What names a call of a journal. */
export type CallPlace = Pick<CallIdentity, 'turnId' | 'callKey'>

/**
 * A call's name on the command line: `<turn>/<call>`, each with percent signs for all but a few characters, as in a URL. So
 * it names one call only, and is one word in any shell, whatever the ids hold.
 */
export function callName({ turnId, callKey }: CallPlace): string {
  return `${encoded(turnId)}/${encoded(callKey)}`
}

/** The id of a run or a turn, named by itself. */
export function idName(id: string): string {
  return id.split('/').map(encoded).join('/')
}

/** What was named as {@link idName} does it; undefined if it was not. */
export function idOf(name: string): string | undefined {
  try {
    return decodeURIComponent(name)
  } catch {
    return undefined
  }
}

/**
 * The calls that a name may mean, the likeliest first: as {@link callName} makes it, then each way to read it as ids that
 * are written as they are, for these may hold a `/` too.
 */
export function placesOf(name: string): CallPlace[] {
  const places: CallPlace[] = []
  const [turn, call, ...more] = name.split('/').map(idOf)
  if (turn !== undefined && call !== undefined && more.length === 0)
    places.push({ turnId: turn, callKey: call })
  for (let at = name.indexOf('/'); at >= 0; at = name.indexOf('/', at + 1))
    places.push({ turnId: name.slice(0, at), callKey: name.slice(at + 1) })
  return places
}

function encoded(id: string): string {
  return Array.from(Buffer.from(id), (byte, at) => {
    const character = String.fromCharCode(byte)
    // One that begins with a dash would be taken for an option.
    const plain = at === 0 ? /[A-Za-z0-9_.]/ : /[A-Za-z0-9_.:@+,-]/
    return plain.test(character)
      ? character
      : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
  }).join('')
}
