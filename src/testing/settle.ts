/** Hops that drives wait for, of all clocks, so that two clocks at work do not wait for each other. */
let hopsUnderWay = 0

/** The most rounds of the event loop that are waited for others' immediates: one that polls has no end. */
const mostRounds = 1_000

/**
 * Resolves when everything waits: no promise callback, no `process.nextTick` and no `setImmediate` is left to run.
 * An immediate runs only after all promise callbacks and ticks have, so one hop shows that those are done; further
 * hops follow while others' immediates are pending. What comes from outside (sockets, files, threads) is not seen.
 */
export async function settle(): Promise<void> {
  for (let round = 0; round < mostRounds; round++) {
    await hop()
    if (pendingImmediates() <= hopsUnderWay) return
  }
}

function hop(): Promise<void> {
  hopsUnderWay++
  return new Promise((resolve) => {
    setImmediate(() => {
      hopsUnderWay--
      resolve()
    })
  })
}

function pendingImmediates(): number {
  let count = 0
  for (const resource of process.getActiveResourcesInfo()) if (resource === 'Immediate') count++
  return count
}
