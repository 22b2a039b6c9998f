import { AdaptiveSemaphore } from '../../src/limit/adaptive/adaptive-semaphore.ts'
import { Aimd } from '../../src/limit/adaptive/aimd.ts'
import { Gradient2 } from '../../src/limit/adaptive/gradient2.ts'
import { Pause } from '../../src/limit/pause.ts'
import { Rate } from '../../src/limit/rate.ts'
import { Semaphore } from '../../src/limit/semaphore.ts'
import { testGate } from './gate-suite.ts'

testGate('Semaphore', () => ({ gate: new Semaphore('semaphore', 3), atOnce: 3 }))
testGate('Rate', (clock) => ({ gate: new Rate('rate', clock, 10, 4), atOnce: 4 }))
testGate('Pause', (clock) => {
  const pause = new Pause('pause', clock)
  return { gate: pause, atOnce: 5, close: () => pause.until(clock.now() + 500) }
})
testGate('AdaptiveSemaphore with Aimd', () => ({
  gate: new AdaptiveSemaphore('adaptive', new Aimd({ initial: 6 })),
  atOnce: 6,
}))
testGate('AdaptiveSemaphore with Gradient2', () => ({
  gate: new AdaptiveSemaphore('adaptive', new Gradient2({ initial: 16 })),
  // It begins by measuring, at the square root.
  atOnce: 4,
}))
