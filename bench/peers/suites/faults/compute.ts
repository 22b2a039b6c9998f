const cpuMs = 500

/** Keeps a processor busy. A module of its own, so that it can run in a thread. */
export function execute(input: Record<string, unknown>): string {
  const until = performance.now() + cpuMs
  let sum = 0
  while (performance.now() < until) sum += Math.sqrt(sum + 1)
  return `value of ${String(input['key'])}${sum < 0 ? '!' : ''}`
}
