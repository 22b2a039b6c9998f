/**
 * Tells each word of a text, which is in lower case, by where it stands and by a hash, without making a string: most words of
 * most results are nobody's argument. What is joined by one of `-_.:@/+,'` is told whole (an id, a path, a date, a number) and
 * in parts. Letters that are written without spaces (Chinese, Japanese) are told in pairs. `\n` and its like part words, as
 * in JSON inside JSON.
 */
export function eachToken(
  text: string,
  found: (start: number, end: number, hash: number, isPart: boolean) => void,
): void {
  const { length } = text
  let whole = -1
  let part = -1
  let wholeHash = 0
  let partHash = 0
  for (let at = 0; at <= length; at += 1) {
    const code = at < length ? wordCode(text.charCodeAt(at)) : 0
    if (code > 0) {
      if (part < 0) {
        part = at
        partHash = 0
        if (whole < 0) {
          whole = at
          wholeHash = 0
        }
      }
      partHash = next(partHash, code)
      wholeHash = next(wholeHash, code)
      continue
    }
    const isInside = part >= 0
    if (isInside) {
      const isPart = part > whole || (joins(text, at) && wordCode(text.charCodeAt(at + 1)) > 0)
      if (isPart) {
        found(part, at, partHash, true)
        part = -1
        if (joins(text, at) && wordCode(text.charCodeAt(at + 1)) > 0) {
          wholeHash = next(wholeHash, text.charCodeAt(at))
          continue
        }
      }
      if (at - whole <= longest) found(whole, at, wholeHash, false)
      part = -1
      whole = -1
    }
    if (code < 0 && wordCode(text.charCodeAt(at + 1)) < 0)
      found(at, at + 2, next(next(0, text.charCodeAt(at)), text.charCodeAt(at + 1)), false)
    if (text.charCodeAt(at) === backslash && isEscape(text.charCodeAt(at + 1))) at += 1
  }
}

export function hashOf(token: string): number {
  let hash = 0
  for (let at = 0; at < token.length; at += 1) hash = next(hash, token.charCodeAt(at))
  return hash
}

const longest = 200
const backslash = 92

function next(hash: number, code: number): number {
  return (Math.imul(hash, 31) + code) | 0 || 1
}

/** The code of a letter or digit; 0 for what parts words; negative for a letter that stands without spaces. */
function wordCode(code: number): number {
  if (code < 128) {
    return (code >= 97 && code <= 122) || (code >= 48 && code <= 57) ? code : 0
  }
  if (code < 0xc0 || code === 0xd7 || code === 0xf7) return 0
  if (code >= 0x2000 && code < 0x2c00) return 0
  if (code >= 0x3040 && code < 0xa000) return -code
  return (code >= 0x3000 && code < 0x3040) || (code >= 0xff00 && code < 0xff10) ? 0 : code
}

function joins(text: string, at: number): boolean {
  switch (text.charCodeAt(at)) {
    case 39: // '
    case 43: // +
    case 44: // ,
    case 45: // -
    case 46: // .
    case 47: // /
    case 58: // :
    case 64: // @
    case 95: // _
      return true
    default:
      return false
  }
}

/** The letter behind a backslash that stands for a blank: b, f, n, r, t. */
function isEscape(code: number): boolean {
  return code === 98 || code === 102 || code === 110 || code === 114 || code === 116
}
