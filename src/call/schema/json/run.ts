import { mostIssues } from '../validate.ts'
import type { Resource } from './document.ts'

/** One thing that is wrong with a value, and where in it. */
export interface Issue {
  readonly path: readonly (string | number)[]
  readonly text: string
}

/** The fields and items of one object or list that some keyword has said something of. */
export interface Seen {
  readonly fields: Set<string>
  readonly items: Set<number>
}

export const seenNothing = (): Seen => ({ fields: new Set(), items: new Set() })

export function addSeen(seen: Seen, more: Seen): void {
  for (const field of more.fields) seen.fields.add(field)
  for (const item of more.items) seen.items.add(item)
}

/**
 * Whether a value fits. Issues are written down if the run has a list for them; without one it ends at the first. So it is one and the
 * same function that says yes or no, and why.
 *
 * @param seen is filled if somebody around wants to know what was looked at.
 */
export type Check<Value = unknown> = (value: Value, run: Run, seen: Seen | undefined) => boolean

/** One more: nobody is told what it is. */
const untold: Issue = { path: [], text: '' }

/** After so many a run ends at the next, as if none were written down. */
const mostCounted = 100_000

/** Most runs need no list of their own. */
const nothing: never[] = []

/** One validation of one value. */
export class Run {
  issues: Issue[] | undefined
  /** Where in the value, while issues are written down. */
  readonly path: (string | number)[]
  /** The resources that have been entered, the outermost first: dynamic references look there. */
  entered: readonly Resource[] = nothing
  /** By a schema that is referred to, which objects and lists fit it. */
  #found: Map<Check, Map<object, boolean>> | undefined

  constructor(issues?: Issue[]) {
    this.issues = issues
    this.path = issues === undefined ? nothing : []
  }

  /** That the value does not fit. */
  no(text: () => string): false {
    const { issues } = this
    if (issues === undefined) return false
    issues.push(issues.length < mostIssues ? { path: [...this.path], text: text() } : untold)
    // Branches within branches may find the same wrong again and again, without end.
    if (issues.length === mostCounted) this.issues = undefined
    return false
  }

  /** What comes of looking at a part of the value. */
  inside(name: string | number, check: Check, value: unknown): boolean {
    if (this.issues === undefined) return check(value, this, undefined)
    this.path.push(name)
    const ok = check(value, this, undefined)
    this.path.pop()
    return ok
  }

  /**
   * What comes of the check of a schema that is referred to, and may be by itself, in several branches: each would look at the same parts,
   * and at each level there would be so many times as many. Where a value fits, somebody may have to know by what; where not, why.
   */
  once(check: Check, value: unknown, seen: Seen | undefined): boolean {
    if (typeof value !== 'object' || value === null) return check(value, this, seen)
    this.#found ??= new Map()
    let found = this.#found.get(check)
    if (found === undefined) this.#found.set(check, (found = new Map()))
    const before = found.get(value)
    if (before === true && seen === undefined) return true
    if (before === false && this.issues === undefined) return false
    const ok = check(value, this, seen)
    found.set(value, ok)
    return ok
  }

  /** What comes of a check of which nobody is told what is wrong. */
  quietly(check: Check, value: unknown, seen: Seen | undefined): boolean {
    const { issues } = this
    this.issues = undefined
    const ok = check(value, this, seen)
    this.issues = issues
    return ok
  }
}

/** Whether all fit: it ends at the first that does not, unless each issue is to be written down. */
export function each<Item>(
  items: readonly Item[],
  run: Run,
  fits: (item: Item, index: number) => boolean,
): boolean {
  let ok = true
  for (let index = 0; index < items.length; index += 1) {
    if (fits(items[index] as Item, index)) continue
    ok = false
    if (run.issues === undefined) break
  }
  return ok
}
