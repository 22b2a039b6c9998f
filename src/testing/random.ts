/**
 * Numbers from 0, inclusive, to 1, exclusive, the same for the same seed.
 *
 * The generator is sfc32, by Chris Doty-Humphrey (PractRand, https://pracrand.sourceforge.net), with its published
 * seeding: the seed in one of three words, the counter at 1, and the first results thrown away.
 */
export function seededRandom(seed: number): () => number {
  let a = 0
  let b = Math.floor(seed / 0x1_0000_0000) | 0
  let c = seed | 0
  let counter = 1
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + sum) | 0
    return (sum >>> 0) / 0x1_0000_0000
  }
  for (let round = 0; round < 15; round++) next()
  return next
}
