import type { SharedKeys } from '../../keys/shared-keys.ts'
import { EngineKeys } from './engine-keys.ts'

const byObject = new WeakMap<SharedKeys, EngineKeys>()
const byNamespace = new Map<string, WeakRef<EngineKeys>>()

/**
 * The keys of an engine. Those that share them, by one object or by several of one namespace, have one line for them: where a
 * call of one runs inside a call of another, it has what that one holds, and a circle is found.
 */
export function engineKeys(sharedKeys: SharedKeys | undefined): EngineKeys {
  const keys = (sharedKeys && known(sharedKeys)) ?? new EngineKeys()
  if (sharedKeys !== undefined) note(sharedKeys, keys)
  keys.engines += 1
  return keys
}

function known(sharedKeys: SharedKeys): EngineKeys | undefined {
  const { namespace } = sharedKeys
  const named = namespace === undefined ? undefined : byNamespace.get(namespace)?.deref()
  return byObject.get(sharedKeys) ?? named
}

function note(sharedKeys: SharedKeys, keys: EngineKeys): void {
  const { namespace } = sharedKeys
  byObject.set(sharedKeys, keys)
  if (namespace !== undefined) byNamespace.set(namespace, new WeakRef(keys))
}
