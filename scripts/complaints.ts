import { stripVTControlCharacters } from 'node:util'

/**
 * What is worth reading in the output of a step that failed. The spec reporter of node:test repeats the failures below all
 * that it said of the other tests; if it said nothing, the process broke, and what it says is between the tests' lines.
 */
export function complaints(output: string): string {
  const text = stripVTControlCharacters(output)
  const list = text.indexOf('✖ failing tests:')
  if (list >= 0) return text.slice(list)
  return text
    .split('\n')
    .filter((line) => /\S/.test(line) && !/^\s*[✔▶﹣]|^ℹ \w+ [\d.]+$/.test(line))
    .join('\n')
}
