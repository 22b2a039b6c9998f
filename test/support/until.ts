/** How long is waited for what ought to come: far longer than anything takes on the slowest machine, in milliseconds. */
export const patienceMs = 60_000

/** Waits until it holds, as long as that takes. What never holds fails after {@link patienceMs}. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const endMs = performance.now() + patienceMs
  while (!(await holds())) {
    if (performance.now() > endMs) throw new Error(`Waited ${patienceMs} ms in vain for ${holds}`)
    await new Promise((resolve) => void setTimeout(resolve, 1))
  }
}
