import type { RunEvent } from '../../../../src/agent/contract.ts'
import type { TraceLine } from '../../../../src/observe/trace/line.ts'
import { tracedEvent } from '../../../../src/observe/trace/traced.ts'

/** An event as a line of a trace, its times as they would be without the speed. */
export function traced(event: RunEvent, speed: number): TraceLine {
  return slower(tracedEvent(event), speed) as TraceLine
}

/** Every field that ends in `Ms` is a time. */
function slower(value: unknown, speed: number): unknown {
  if (Array.isArray(value)) return value.map((each) => slower(each, speed))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([name, each]) => [
    name,
    typeof each === 'number' && name.endsWith('Ms') ? each * speed : slower(each, speed),
  ])
  return Object.fromEntries(entries) as object
}
