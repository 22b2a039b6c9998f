import type { GuardCaseResult, GuardConformance } from '../src/conformance.ts'

/** The cases' columns, in few words. */
const headings: Readonly<Record<string, string>> = {
  '40 edits of one file': 'edits kept, of 40',
  'a deaf tool': 'a deaf tool',
  '800 calls under a cap of 16': 'at once, of 800',
  '429 with Retry-After': '429',
  'sub-agents on one key and one slot': 'sub-agents',
  "each tool in its own call's context": 'own context',
  'stopped, then gone on with': 'stopped',
  'kill -9 in mid-turn, each effect once': 'charged, mailed after a crash',
  'an interrupt, answered in a new process': 'asked, then charged',
}

/** What cells leave out, for the heading says it. */
const shorter: readonly (readonly [RegExp, string])[] = [
  [/ of 40/, ''],
  [/, in order/, ''],
  [/, not in order/, ', mixed'],
  [/^(?:ends|rejects \(\w+\)), (\d of \d) results kept/, '$1'],
  [/ at once, 800 answered/, ''],
  [/ fine| done/, ''],
  [/, rejects \(\w+\)/, ', rejects'],
  [/^.*next request valid, what had ended is kept/, 'kept, valid'],
  [/^.*nothing to go on with.*/, 'lost'],
  [/^.*what had ended is lost/, 'lost'],
  [/^.*next request invalid.*/, 'invalid'],
  [/charge (\dx), mail (\dx)/, '$1, $2'],
  [/answered, charge/, 'yes,'],
]

/** What each framework did, without and with a guard, as a table in Markdown. */
export function guardsTable(frameworks: readonly GuardConformance[]): string {
  const names = Object.keys(headings)
  const rows = frameworks.map(({ name, version, cases }) => [
    `${name} ${version}`,
    ...names.map((what) => cellOf(cases.find((one) => one.name === what))),
  ])
  const head = ['', ...Object.values(headings)]
  return [head, head.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n')
}

function cellOf(result: GuardCaseResult | undefined): string {
  if (result === undefined) return ''
  const [plain = '', guarded] = [result.plain, result.guarded].map(
    (said) => said && shorter.reduce((words, [from, to]) => words.replace(from, to), said),
  )
  return `${plain} → ${guarded}${result.ok ? '' : ' (wrong)'}`
}
