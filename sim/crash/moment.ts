import type { Evidence } from './evidence.ts'
import { withLife } from './evidence.ts'
import { isToolLine } from './line.ts'

/** At what a kill met the engine's process. */
export type Moment =
  'before its turn' | 'before a call' | 'in a call' | 'between calls' | 'after the last result'

/** For each life that was cut short, when. */
export function momentsOf(evidence: Evidence): Moment[] {
  return evidence.lives.flatMap(({ killed }, life) => (killed ? [momentOf(evidence, life)] : []))
}

function momentOf(evidence: Evidence, life: number): Moment {
  const lines = withLife(evidence).flatMap(([line, its]) => (its === life ? [line] : []))
  if (!lines.some(({ what }) => what === 'begun')) return 'before its turn'
  const ended = new Set(lines.flatMap((line) => (line.what === 'report' ? [line.turn] : [])))
  if (evidence.plan.turns.every(({ id }) => ended.has(id))) return 'after the last result'
  const open = new Set<string>()
  let any = false
  for (const line of lines.filter(isToolLine)) {
    any = true
    if (line.what === 'start') open.add(line.key)
    else open.delete(line.key)
  }
  if (!any) return 'before a call'
  return open.size > 0 ? 'in a call' : 'between calls'
}
