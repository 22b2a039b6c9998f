import type { CallContext } from '../../call/context/call-context.ts'
import type { KeysOf } from '../../call/effects.ts'

/** The key of all that a server holds: its name is one segment, in which `/` and `*` would mean something. */
export function serverKey(server: string): string {
  return `mcp/${server.replaceAll('%', '%25').replaceAll('/', '%2F').replaceAll('*', '%2A')}`
}

/**
 * Keys that a rule names, each also within the server's own key: a call of a tool without a rule touches the whole server, and
 * has to keep its order among those with one.
 */
export function withServer(keys: KeysOf<never>, server: string): KeysOf<never> {
  if (typeof keys !== 'function') return addServer(keys, server)
  return (input: never, given: CallContext<never>) => addServer(keys(input, given), server)
}

function addServer(keys: string | readonly string[], server: string): string | readonly string[] {
  const list = typeof keys === 'string' ? [keys] : keys
  // What is no list of keys is told by the engine, which then counts the call as writing everything.
  if (!Array.isArray(list) || !list.every((key) => typeof key === 'string')) return keys
  return [...new Set(list.flatMap((key) => [key, within(key, server)]))]
}

function within(key: string, server: string): string {
  if (key === '' || key === '*' || key === server || key.startsWith(`${server}/`)) return key
  return `${server}/${key}`
}
