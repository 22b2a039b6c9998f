/**
 * By how many times work on ten times as much takes more processor time: 10 if it is linear, 100 if it is quadratic.
 * Processor time passes only while the process runs, and the shortest of three tells least of what else went on in it.
 */
export function cpuGrowth(work: (size: number) => void, size: number): number {
  const shortest = (times: number): number => {
    const took = Array.from({ length: 3 }, () => {
      const before = process.cpuUsage()
      work(times * size)
      const { user, system } = process.cpuUsage(before)
      return user + system
    })
    return Math.min(...took)
  }
  shortest(1)
  return shortest(10) / shortest(1)
}
