import { LiteralReader } from './python-literal.ts'

/** A call as Python writes it: `cp('a.txt', destination='b')`. */
export interface PythonCall {
  readonly name: string
  readonly positional: readonly unknown[]
  readonly named: Readonly<Record<string, unknown>>
}

const identifier = /[A-Za-z_]\w*/y
const keyword = /[A-Za-z_]\w*\s*=(?!=)/y

/**
 * Reads one call whose arguments are literals (The Python Language Reference, 6.3.4). Nothing is evaluated.
 *
 * @throws {SyntaxError} naming the position, where the text is anything else.
 */
export function parsePythonCall(text: string): PythonCall {
  const reader = new LiteralReader(text)
  const name = reader.expect(identifier, 'the name of a function')
  const positional: unknown[] = []
  const named: [string, unknown][] = []
  reader.items('(', ')', () => {
    const parameter = reader.take(keyword)
    const value = reader.value()
    if (parameter === undefined) positional.push(value)
    else named.push([parameter.slice(0, -1).trim(), value])
  })
  reader.expectEnd()
  return { name, positional, named: Object.fromEntries(named) }
}
