import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Collects all garbage there is. */
export async function collectGarbage(): Promise<void> {
  setFlagsFromString('--expose-gc')
  const gc = runInNewContext('gc') as () => void
  for (let round = 0; round < 4; round += 1) {
    await new Promise(setImmediate)
    gc()
  }
}

/** How many of these things somebody still refers to. */
export async function stillKept(refs: readonly WeakRef<object>[]): Promise<number> {
  await collectGarbage()
  return refs.filter((ref) => ref.deref() !== undefined).length
}
