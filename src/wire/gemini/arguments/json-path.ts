/** A name, or the index of a list's item. */
export type Step = string | number

/** A dot and a name, an index in brackets, or a quoted name in brackets. */
const step: RegExp = /\.([^.[]+)|\[(\d{1,9})\]|\['((?:[^'\\]|\\[^])*)'\]|\["((?:[^"\\]|\\[^])*)"\]/y
const escapes: RegExp = /\\(?:u([\da-fA-F]{4})|([^]))/g
const escaped: ReadonlyMap<string, string> = new Map([
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
])

/**
 * The steps of a JSONPath (RFC 9535) that leads to one place, such as `$.recipe.steps[0]` or `$['a.b']`; undefined
 * if it is no path.
 */
export function parsePath(path: string): Step[] | undefined {
  const text = path.startsWith('$') ? path.slice(1) : `.${path}`
  const steps: Step[] = []
  step.lastIndex = 0
  while (step.lastIndex < text.length) {
    const found = step.exec(text)
    if (found === null) return undefined
    const [, name, index, single, double] = found
    if (index !== undefined) steps.push(Number(index))
    else steps.push(name ?? unescaped(single ?? double ?? ''))
  }
  return steps
}

function unescaped(text: string): string {
  return text.replace(escapes, (_, code: string | undefined, character: string) =>
    code === undefined
      ? (escaped.get(character) ?? character)
      : String.fromCharCode(Number.parseInt(code, 16)),
  )
}
