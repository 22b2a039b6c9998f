interface Listener {
  readonly runs: Set<() => void>
  readonly fire: () => void
}

/** Who is to be called when a signal fires: one listener a signal, for taking one of many off costs a look at all. */
const waiting = new WeakMap<AbortSignal, Listener>()

/** Calls `run` once the signal fires, or at once if it has. Returns what takes it back. */
export function onAbort(signal: AbortSignal, run: () => void): () => void {
  if (signal.aborted) {
    run()
    return () => {}
  }
  const all = waiting.get(signal) ?? listen(signal)
  // A function of its own for each, so that the same one may be given twice.
  const one = (): void => run()
  all.runs.add(one)
  return () => {
    all.runs.delete(one)
    if (all.runs.size > 0 || waiting.get(signal) !== all) return
    waiting.delete(signal)
    signal.removeEventListener('abort', all.fire)
  }
}

function listen(signal: AbortSignal): Listener {
  const runs = new Set<() => void>()
  const fire = (): void => {
    waiting.delete(signal)
    for (const run of runs) run()
  }
  const listener = { runs, fire }
  waiting.set(signal, listener)
  signal.addEventListener('abort', fire, { once: true })
  return listener
}
