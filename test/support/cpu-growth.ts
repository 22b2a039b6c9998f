/** What takes less than this is not told apart from what else goes on in the process. */
const leastUs = 250

/**
 * By how many times work on ten times as much takes more processor time: 10 if it is linear, 100 if it is quadratic.
 * Processor time passes only while the process runs, and the shortest of three tells least of what else went on in it. Work that is
 * done in next to no time counts as so much that only a growth that matters shows.
 * Growth that is small enough is not measured again: another measure could only show less. What is not is measured up to ten
 * times, for a machine at work elsewhere may disturb several in a row.
 */
export function cpuGrowth(work: (size: number) => void, size: number, enough = 0): number {
  const cpuTime = (times: number): number => {
    const before = process.cpuUsage()
    work(times * size)
    const { user, system } = process.cpuUsage(before)
    return user + system
  }
  const shortest = (): number => Math.min(cpuTime(1), cpuTime(1), cpuTime(1))
  shortest()
  const small = Math.max(leastUs, shortest())
  let growth = Infinity
  for (let time = 0; time < 10 && growth >= enough; time += 1)
    growth = Math.min(growth, cpuTime(10) / small)
  return growth
}
