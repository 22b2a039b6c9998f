import type { TextFile } from './files.ts'

/** Where errors are made: `{ code: 'timeout' }`, or a function of ours that takes a code. */
const makers = [
  /\bcode: '(\w+)'/g,
  /(?:\b(?:failed|faultError|stopError|keysError)|#failure)\(\s*'(\w+)'/g,
  /\banswer\(\s*'[\w-]+',\s*'(\w+)'/g,
  /\bcode = '(\w+)'/g,
]

/** Of warnings of the process, which are no errors. */
const ofWarnings = /^FANFOLD_/

/** The codes that a file makes errors with. */
export function codesMadeIn({ path, text }: TextFile): { path: string; code: string }[] {
  return makers
    .flatMap((maker) => [...text.matchAll(maker)].map(([, code]) => code as string))
    .filter((code) => !ofWarnings.test(code))
    .map((code) => ({ path, code }))
}
