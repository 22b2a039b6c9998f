import { Flaw } from './walk.ts'

/** What a backslash before a letter or digit may say without the `u` flag; of any other letter it would mean that letter. */
const escapes = /^[\dBDSWbcdfknrstvwx]$/

/**
 * The expression of a pattern, which is read with the `u` flag. One that is not valid so, as `^[\w-.]+\@`, is read without it, for many
 * schemas come from other languages; but not if it would say something else then, as `\Z` or `\p{L}`.
 *
 * @throws {Flaw} if it is no expression.
 */
export function expressionOf(pattern: string): RegExp {
  try {
    return new RegExp(pattern, 'u')
  } catch (error) {
    const expression = withoutFlag(pattern)
    if (expression === undefined) throw new Flaw(`is no pattern: ${(error as Error).message}`)
    return expression
  }
}

function withoutFlag(pattern: string): RegExp | undefined {
  for (const [, escaped = '', next = ''] of pattern.matchAll(/\\(.)(.?)/gs)) {
    const isUnit = escaped === 'u' && next !== '{'
    if (/[\dA-Za-z]/.test(escaped) && !escapes.test(escaped) && !isUnit) return undefined
  }
  try {
    return new RegExp(pattern)
  } catch {
    return undefined
  }
}
