/** Short words for the verdicts of the faults, for a table with a column for each contestant. */
const marks: readonly (readonly [RegExp, string, string])[] = [
  [/^right$/, '·', 'as it should be'],
  [/has no such option/, 'no option', 'the library has no option for this'],
  [/^cannot come/, '–', 'cannot come in its wire format'],
  [/still waiting/, 'hangs', 'still waiting after 4 s'],
  [/rejects without/, 'rejects', 'the run rejects, and finished results are lost'],
  [/ends without|as if answered/, 'ends', 'the run ends, and finished results are lost'],
  [/unhandled/, 'crashes', 'an error that nobody can handle ends the process'],
  [
    /next request is invalid|two calls with one id/,
    'invalid',
    'the provider rejects the next request',
  ],
  [
    /answers|sends back|out of call order|is empty|the result of/,
    'mixed up',
    'the results are not one right one for each call',
  ],
  [/^ran /, 'runs it', 'ran what must not run'],
  [/late|ms/, 'slow', 'later than it should be'],
]

export function markOf(verdict: unknown): string {
  if (typeof verdict !== 'string') return '–'
  const plain = verdict.replace(/^wrong: /, '')
  return marks.find(([pattern]) => pattern.test(plain))?.[1] ?? 'wrong'
}

/** What the words stand for. */
export const legend: string = marks.map(([, mark, meaning]) => `**${mark}** ${meaning}`).join('; ')
