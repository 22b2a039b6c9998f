import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Collects all garbage there is, or until it is enough: each round looks through all that the process holds. */
export async function collectGarbage(enough: () => boolean = () => false): Promise<void> {
  setFlagsFromString('--expose-gc')
  const gc = runInNewContext('gc') as () => void
  for (let round = 0; round < 4 && !enough(); round += 1) {
    await new Promise(setImmediate)
    gc()
  }
}

/** How many of these things somebody still refers to. */
export async function stillKept(refs: readonly WeakRef<object>[]): Promise<number> {
  const kept = (): number => refs.filter((ref) => ref.deref() !== undefined).length
  await collectGarbage(() => kept() === 0)
  return kept()
}
