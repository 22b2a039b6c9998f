import type { TextFile } from './files.ts'
import { lineAt, parse } from './syntax.ts'

interface Rule {
  readonly pattern: RegExp
  readonly why: string
  readonly where: (path: string) => boolean
}

const everywhere = (): boolean => true
const isCode = (path: string): boolean => /\.(ts|mjs)$/.test(path)
const isTest = (path: string): boolean => path.startsWith('test/')
const isProse = (path: string): boolean => path.endsWith('.md')

/** What must not stand in a file, with the reason. */
const inText: readonly Rule[] = [
  {
    pattern: /\/(?:work|tmp|root|home)\/[\w.]/,
    why: "a path of somebody's machine",
    // Tests of paths need some, and may make them up.
    where: (path) => !isTest(path),
  },
  { pattern: /\/work\/(?:main|shared)\b|\/root\//, why: 'the path of a checkout', where: isTest },
  {
    // A folder beside the lock is no host.
    pattern: /\bregistry\.[a-z]|"resolved": ?"[a-z+]+:/,
    why: 'the host of a package registry',
    where: (path) => /\.(json|npmrc)$|npmrc$/.test(path),
  },
  { pattern: /\b(?:TODO|FIXME|XXX|HACK)\b/, why: 'work left undone', where: everywhere },
  {
    pattern: /\b(?:mend(?:s|ed)?|of late(?!\))|whoever|(?:is|are) none|for ever|by way of)\b/i,
    why: 'English of another age',
    // Names of tests and comments of the simulation are read by nobody who only uses the package.
    where: (path) => !isTest(path) && !path.startsWith('sim/'),
  },
  { pattern: /\bthis session\b/i, why: 'a word about how it was written', where: isProse },
]

/** What must not stand in a comment: it means nothing to a stranger. */
const inComments: readonly Rule[] = [
  { pattern: /(?<![\w/])#\d+\b/, why: 'the number of an issue', where: isCode },
  { pattern: /\b(?:this|previous|last) session\b/i, why: 'how it was written', where: isCode },
]

/** Says which lines hold what does not belong in a public repository. */
export function plainTextFaults({ path, text }: TextFile): string[] {
  const faults = inText.flatMap((rule) => findAll(rule, path, text, 0, text))
  // Parsing takes its time, and few files have such words anywhere.
  const rules = inComments.filter(({ pattern }) => pattern.test(text))
  if (!isCode(path) || rules.length === 0) return faults
  const inside = parse(text).comments.flatMap(({ value, range }) =>
    rules.flatMap((rule) => findAll(rule, path, String(value), range[0], text)),
  )
  return [...faults, ...inside]
}

function findAll(rule: Rule, path: string, part: string, offset: number, text: string): string[] {
  if (!rule.where(path)) return []
  return [...part.matchAll(new RegExp(rule.pattern, `g${rule.pattern.flags}`))].map(
    ({ index, 0: found }) => `${path}:${lineAt(text, offset + index)} has "${found}": ${rule.why}.`,
  )
}
