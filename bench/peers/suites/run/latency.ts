/** The look-up takes so long at the median, in milliseconds: a tenth of a service's 600 ms. */
const medianMs = 60
const sigma = 0.8
/** Four calls in a hundred take ten times as long. */
const heavy = 0.04
const heaviness = 10
const longestMs = 2_000

/** A log-normal body and a heavy tail, in milliseconds. */
export function drawLatencyMs(random: () => number): number {
  // A normal deviate from two uniform ones (Box and Muller, 1958).
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  const ms = medianMs * Math.exp(sigma * normal) * (random() < heavy ? heaviness : 1)
  return Math.min(longestMs, Math.round(ms))
}
