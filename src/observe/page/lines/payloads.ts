import { isRecord } from '../../../util/is-record.ts'

/** Fields that hold what came from models, tools and people: of any size and shape. */
const free: ReadonlySet<string> = new Set([
  'input',
  'changedInput',
  'content',
  'cause',
  'message',
  'text',
  'question',
  'warnings',
])
/** Any other text that is longer counts as one of these, too. */
const longestName = 500
/** A trace's own lines are less deep. */
const deepest = 8

/** A line with every payload in it replaced. What is not known in a line stays, if it is small. */
export function mapPayloads<Line extends object>(
  line: Line,
  replace: (payload: unknown) => unknown,
): Line {
  const visit = (value: unknown, depth: number): unknown => {
    if (typeof value === 'string') return value.length > longestName ? replace(value) : value
    if (typeof value !== 'object' || value === null) return value
    if (depth > deepest) return replace(value)
    if (Array.isArray(value)) return value.map((each) => visit(each, depth + 1))
    if (!isRecord(value)) return value
    const entries = Object.entries(value).map(([name, each]): [string, unknown] => [
      name,
      free.has(name) ? replace(each) : visit(each, depth + 1),
    ])
    return Object.fromEntries(entries)
  }
  return visit(line, 0) as Line
}
