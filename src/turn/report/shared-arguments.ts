import type { CallRecord } from '../call-record.ts'

/** So many calls of a turn are looked at. */
const mostCompared = 1_000

/** The values that calls of one tool had, by argument, each with the last call that had it. */
type Values = Map<string, Map<unknown, CallRecord>>

const none: readonly string[] = Object.freeze([])

/**
 * Warns of calls of one tool that says nothing of what it touches, and that may touch the same: an argument of theirs has
 * the same value. Not of those that came one after another anyway, because one needs the result of the other.
 */
export function sharedArguments(calls: readonly CallRecord[]): Iterable<string> {
  if (calls.length < 2) return none
  const byTool = new Map<string, Values>()
  const warnings = new Set<string>()
  const count = Math.min(calls.length, mostCompared)
  for (let index = 0; index < count; index += 1) {
    const record = calls[index] as CallRecord
    const { ready, call, effects, started } = record
    if (ready === undefined || started === 0) continue
    if (effects?.declared !== false || effects.writes.length > 0) continue
    let values = byTool.get(call.name)
    if (values === undefined) byTool.set(call.name, (values = new Map()))
    for (const argument of note(values, record, ready.input))
      warnings.add(warning(call.name, argument))
  }
  return warnings
}

/**
 * Notes what may say which thing a call is about; returns the arguments of which an earlier call had the same value. Of
 * several the last is enough to look at: if it came after the others, what comes after it does, too.
 */
function note(values: Values, call: CallRecord, input: unknown): readonly string[] {
  if (typeof input !== 'object') return none
  let shared = none
  try {
    for (const argument in input) {
      const value = (input as Record<string, unknown>)[argument]
      if (typeof value !== 'number' && (typeof value !== 'string' || value === '')) continue
      const before = values.get(argument)
      const last = before?.get(value)
      if (last !== undefined && !comesAfter(call, last)) shared = [...shared, argument]
      if (before === undefined) values.set(argument, new Map([[value, call]]))
      else before.set(value, call)
    }
  } catch {
    // A getter may throw.
  }
  return shared
}

function comesAfter(call: CallRecord, earlier: CallRecord): boolean {
  const before = new Set(call.follows)
  for (const one of before) for (const follows of one.follows) before.add(follows)
  return before.has(earlier)
}

function warning(tool: string, argument: string): string {
  return (
    `Calls of ${tool} with the same \`${argument}\` may have run side by side, for nothing says what they touch. ` +
    "Declare `reads` or `writes` (`[]` if they touch nothing), or make the engine with `undeclared: 'in-order'`."
  )
}
