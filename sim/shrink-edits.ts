type Json = { [key: string]: unknown } | unknown[]
type Path = readonly (string | number)[]

/** Makes a plan smaller in one place; undefined if that place is no more, or is small already. */
export type Edit<P> = (plan: P) => P | undefined

/** What may be left out altogether. */
const optional = new Set(
  'deadlineMs onFailure abort adopts act throws fault retries timeoutMs on share cacheMs twin limit hedge perSecond burst concurrency cancelMs watcher journal'.split(
    ' ',
  ),
)
/** The plainest value, by name. */
const plainest: Readonly<Record<string, unknown>> = {
  onFailure: 'continue',
  onStop: 'prompt',
  schema: 'none',
  end: 'commit',
  retries: 0,
  graceMs: 0,
  latencyMs: 1,
  stopMs: 0,
  hops: 0,
  addMs: 0,
  endMs: 0,
  startMs: 0,
  schemaMs: 0,
}

/** All edits of a plan, those that take away most first. */
export function edits<P extends object>(plan: P): Edit<P>[] {
  const removals: { edit: Edit<P>; weight: number }[] = []
  const changes: Edit<P>[] = []
  walk(plan as Json, [], (path, value) => {
    const name = path.at(-1)
    const isElement = typeof name === 'number'
    if (isElement || (optional.has(String(name)) && path[0] !== 'engine'))
      removals.push({ edit: without(path), weight: JSON.stringify(value)?.length ?? 0 })
    else if (
      path[0] === 'tools' &&
      ['reads', 'writes', 'approval', 'concurrency'].includes(String(name))
    )
      removals.push({ edit: without(path), weight: 1 })
    if (value === true) changes.push(changed(path, false))
    if (String(name) in plainest && value !== plainest[String(name)])
      changes.push(changed(path, plainest[String(name)]))
  })
  removals.sort((a, b) => b.weight - a.weight)
  return [...removals.map(({ edit }) => edit), ...changes]
}

function walk(node: Json, path: Path, visit: (path: Path, value: unknown) => void): void {
  const entries = Array.isArray(node) ? [...node.entries()].toReversed() : Object.entries(node)
  for (const [key, value] of entries) {
    visit([...path, key], value)
    if (typeof value === 'object' && value !== null) walk(value as Json, [...path, key], visit)
  }
}

function without<P extends object>(path: Path): Edit<P> {
  return edit(path, (holder, key) => {
    if (!Array.isArray(holder)) delete holder[key]
    // A call makes at least one attempt.
    else if (path.at(-2) !== 'attempts' || holder.length > 1) holder.splice(Number(key), 1)
  })
}

function changed<P extends object>(path: Path, value: unknown): Edit<P> {
  return edit(path, (holder, key) => {
    ;(holder as Record<string, unknown>)[key] = value
  })
}

function edit<P extends object>(path: Path, change: (holder: Json, key: string) => void): Edit<P> {
  return (plan) => {
    const copy = structuredClone(plan)
    let holder = copy as Json
    for (const key of path.slice(0, -1)) {
      const next: unknown = (holder as Record<string, unknown>)[key]
      if (typeof next !== 'object' || next === null) return undefined
      holder = next as Json
    }
    const key = String(path.at(-1))
    if (!(key in holder)) return undefined
    const before = JSON.stringify(holder)
    change(holder, key)
    return JSON.stringify(holder) === before ? undefined : copy
  }
}
