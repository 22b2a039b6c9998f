import { isRecord } from '../util/is-record.ts'

/** One value of an input, and the name under which it stands. */
export interface Leaf {
  readonly key: string
  readonly text: string
}

/** So many values of an input are read; a call that has more is judged by these. */
const most = 2_000

/** The strings and numbers of an input, those of JSON inside its strings, too. Without recursion: arguments nest as deep as a model likes. */
export function leavesOf(input: unknown): readonly Leaf[] {
  const leaves: Leaf[] = []
  const open: [key: string, value: unknown][] = [['', input]]
  for (let one = open.pop(); one !== undefined && leaves.length < most; one = open.pop()) {
    const [key, value] = one
    if (typeof value === 'string') {
      const inner = parsed(value)
      if (inner === undefined) leaves.push({ key, text: value })
      else open.push([key, inner])
    } else if (typeof value === 'number' || typeof value === 'bigint')
      leaves.push({ key, text: String(value) })
    else if (Array.isArray(value))
      for (let at = Math.min(value.length, most) - 1; at >= 0; at -= 1) open.push([key, value[at]])
    else if (isRecord(value))
      for (const name of Object.keys(value).slice(0, most).reverse()) open.push([name, value[name]])
  }
  return leaves
}

/** The object or list that a text is, if it is one. */
export function parsed(text: string): object | undefined {
  const first = text.charAt(0)
  if ((first !== '{' && first !== '[') || text.length > 100_000) return undefined
  try {
    return JSON.parse(text) as object
  } catch {
    return undefined
  }
}

/** A name that says which thing is meant, not how: `order_id`, `filePath`, `tool_name`, `url`. */
export function names(key: string): boolean {
  return /(?:^|_)(?:ids?|names?|tool|server|paths?|files?|filename|urls?|uri|link|keys?|code|symbol|ticker|ref|hash|sha|token|number|email|pid|title)$/.test(
    key.replaceAll(/([a-z\d])([A-Z])/g, '$1_$2').toLowerCase(),
  )
}
