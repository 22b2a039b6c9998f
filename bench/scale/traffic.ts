/**
 * Calls as agents make them. Published traces of coding agents have 1.2 calls a step, 2 at the 90th percentile, with a
 * heavy tail; calls of more than a minute are 4 % of the calls and 85 % of the time that tools take (TraceLab). What the
 * traces do not say is assumed here: the shapes of the tails, and where they end.
 */
export interface Traffic {
  /** How many calls a turn has. */
  calls(): number
  /** How long a call runs, in seconds. */
  callS(): number
  /** Seconds until the next of events that come so many times a second, by chance (Poisson). */
  gapS(perSecond: number): number
}

const meanCalls = 1.2
const [shareOfTwo, fewestOfTail, mostOfTail, tailExponent] = [0.1, 3, 800, 3] as const

/** P(k) falls as k^-3 from 3 to 800 calls. */
const tailWeights = Array.from(
  { length: mostOfTail - fewestOfTail + 1 },
  (_, at) => (at + fewestOfTail) ** -tailExponent,
)
const tailSum = tailWeights.reduce((sum, weight) => sum + weight, 0)
const tailMean =
  tailWeights.reduce((sum, weight, at) => sum + weight * (at + fewestOfTail), 0) / tailSum
/** So many turns are of three calls or more that the mean comes out. */
const shareOfTail = (meanCalls - 1 - shareOfTwo) / (tailMean - 1)

const [shareOfLong, timeOfLong] = [0.04, 0.85] as const
const [shortestLongS, longestS, paretoExponent] = [60, 1_800, 1.5] as const
const cut = (shortestLongS / longestS) ** paretoExponent
/** Of a Pareto distribution from one minute to half an hour. */
const longMeanS =
  ((shortestLongS * paretoExponent) / (paretoExponent - 1) / (1 - cut)) *
  (1 - (shortestLongS / longestS) ** (paretoExponent - 1))
const shortMeanS = ((shareOfLong * longMeanS) / (1 - shareOfLong)) * (1 / timeOfLong - 1)
/** Of the logarithm: the 99th percentile is six times the mean. */
const sigma = 1

export const callMeanS: number = shareOfLong * longMeanS + (1 - shareOfLong) * shortMeanS

export const callsPerTurn: number = meanCalls

/** The mean of the calls below a minute, in seconds. */
export const shortCallMeanS: number = shortMeanS

export function makeTraffic(random: () => number): Traffic {
  const gapS = (perSecond: number): number => -Math.log(1 - random()) / perSecond

  function calls(): number {
    const drawn = random()
    if (drawn >= shareOfTail + shareOfTwo) return 1
    if (drawn >= shareOfTail) return 2
    let left = random() * tailSum
    const at = tailWeights.findIndex((weight) => (left -= weight) <= 0)
    return at < 0 ? mostOfTail : at + fewestOfTail
  }

  function callS(): number {
    return random() < shareOfLong ? longS() : shortS()
  }

  function longS(): number {
    return shortestLongS / (1 - random() * (1 - cut)) ** (1 / paretoExponent)
  }

  function shortS(): number {
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
    return Math.min(shortestLongS, shortMeanS * Math.exp(sigma * normal - sigma ** 2 / 2))
  }

  return { calls, callS, gapS }
}
