/** What may come next. `or-end` is the first place in a container, where it may also close. */
type Want = 'value' | 'value-or-end' | 'key' | 'key-or-end' | 'colon' | 'separator'

const space: RegExp = /[ \t\n\r]*/y
/** A number, or the start of one. */
const numeral: RegExp = /-?(?:(?:0|[1-9]\d*)(?:\.(?:\d+(?:[eE](?:[+-]?\d*))?)?|[eE][+-]?\d*)?)?/y

/**
 * Where a text stops being JSON (RFC 8259): the index of the first character that cannot stand there, or the
 * text's length if it only ends too soon; -1 if it is JSON. `JSON.parse` names the place in some errors only.
 */
export function jsonFaultAt(text: string): number {
  const closers: string[] = []
  let want: Want = 'value'
  let at = skip(space, text, 0)
  while (at < text.length) {
    const character = text[at] as string
    const closer = closers.at(-1)
    if (want === 'separator') {
      if (character === closer) closers.pop()
      else if (character !== ',' || closer === undefined) return at
      else want = closer === '}' ? 'key' : 'value'
      at += 1
    } else if (want === 'colon') {
      if (character !== ':') return at
      want = 'value'
      at += 1
    } else if (want.endsWith('-or-end') && character === closer) {
      closers.pop()
      want = 'separator'
      at += 1
    } else if (character === '"') {
      const end = stringEnd(text, at)
      if (end < 0) return -end
      want = want.startsWith('key') ? 'colon' : 'separator'
      at = end
    } else if (want.startsWith('key')) {
      return at
    } else if (character === '{' || character === '[') {
      closers.push(character === '{' ? '}' : ']')
      want = character === '{' ? 'key-or-end' : 'value-or-end'
      at += 1
    } else {
      const end = wordEnd(text, at)
      if (end < 0) return -end
      if (end === at) return at
      want = 'separator'
      at = end
    }
    at = skip(space, text, at)
  }
  return want === 'separator' && closers.length === 0 ? -1 : text.length
}

function skip(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from
  return pattern.test(text) ? pattern.lastIndex : from
}

/** The index after the string that starts at `from`; minus the index of the fault if it is not a string. */
function stringEnd(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === 34) return at + 1
    if (code < 32) return -at
    if (code !== 92) continue
    at += 1
    if (at === text.length) break
    if (!'"\\/bfnrtu'.includes(text[at] as string)) return -at
    if (text[at] !== 'u') continue
    for (let digits = 0; digits < 4; digits += 1) {
      at += 1
      if (at === text.length) return -at
      if (!/[\da-fA-F]/.test(text[at] as string)) return -at
    }
  }
  return -text.length
}

/** The index after the word or number that starts at `from`; minus the index of the fault; `from` if it is neither. */
function wordEnd(text: string, from: number): number {
  const word = ['true', 'false', 'null'].find(([first]) => first === text[from])
  if (word === undefined) {
    const end = skip(numeral, text, from)
    return end > from && !/\d/.test(text[end - 1] as string) ? -end : end
  }
  for (let length = 1; length < word.length; length += 1)
    if (text[from + length] !== word[length]) return -(from + length)
  return from + word.length
}
