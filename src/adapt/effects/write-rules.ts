import { keysOf } from './keys-of-suggestion.ts'
import type { Suggestion } from './suggest.ts'

/** How rules are written. */
export interface RuleOptions {
  /** Narrower keys where the arguments make one plain. A wrong one loses the order of two calls that conflict. */
  readonly narrow?: boolean | undefined
}

/** The rules as TypeScript: a record of tool options by name, for `guard`, or to spread into `tool({ … })`. */
export function rulesAsTypeScript(
  suggestions: readonly Suggestion[],
  { narrow = false }: RuleOptions = {},
): string {
  const ours = suggestions.filter(({ declares }) => declares === undefined)
  const usesFiles = narrow && ours.some(({ narrower }) => narrower?.of === 'file')
  const lines = usesFiles ? ["import { fileKey } from 'fanfold'", ''] : []
  if (ours.length < suggestions.length)
    lines.push(
      '// Calls of these tools do not wait for those that declare keys of their own: name the same keys where they touch the same things.',
    )
  lines.push('export const effects = {')
  for (const suggestion of suggestions) {
    const { name, declares, effect, confidence, why, contradiction, narrower, idempotent } =
      suggestion
    if (contradiction !== undefined)
      lines.push(`  // Look at ${oneLine(name)}: ${oneLine(contradiction)}.`)
    if (declares !== undefined) {
      lines.push(`  // ${oneLine(name)} declares what it ${declares}.`)
      continue
    }
    const keys = keysOf(suggestion, ours, narrow)
    const value = narrow && narrower !== undefined ? keyFunction(suggestion, keys) : literal(keys)
    if (narrow && narrower !== undefined) lines.push(`  // ${narrower.question}`)
    const also = idempotent === true ? ', idempotent: true' : ''
    lines.push(
      `  ${property(name)}: { ${effect}: ${value}${also} }, // ${confidence}: ${oneLine(why)}`,
    )
  }
  lines.push('}')
  return `${lines.join('\n')}\n`
}

/** The rules as plain data, with keys as templates, for the configuration of MCP servers. */
export function rulesAsData(
  suggestions: readonly Suggestion[],
  { narrow = false }: RuleOptions = {},
): Readonly<Record<string, object>> {
  const ours = suggestions.filter(({ declares }) => declares === undefined)
  return Object.fromEntries(
    ours.map((suggestion) => {
      const { name, effect, idempotent } = suggestion
      const keys = keysOf(suggestion, ours, narrow)
      const value = keys.length === 1 ? keys[0] : keys
      return [name, { [effect]: value, ...(idempotent === true && { idempotent }) }]
    }),
  )
}

function keyFunction({ key, narrower }: Suggestion, templates: readonly string[]): string {
  if (narrower === undefined) return literal(templates)
  const { names, noun, of } = narrower
  const arePlain = names.every((name) => identifier.test(name) && !reserved.has(name))
  const type = of === 'file' ? 'string' : 'string | number'
  const types = names.map((name) => `${property(name)}: ${type}`).join('; ')
  const parameter = arePlain ? `{ ${names.join(', ')} }` : 'input'
  const values = names.map((name) => (arePlain ? name : `input[${quoted(name)}]`))
  const made = values.map((value) => {
    if (of === 'file') return `fileKey(${value})`
    return `\`${`${key}/${noun}`.replaceAll(/[`\\$]/g, '\\$&')}/\${${value}}\``
  })
  return `(${parameter}: { ${types} }) => ${made.length === 1 ? made[0] : `[${made.join(', ')}]`}`
}

const identifier: RegExp = /^[A-Za-z_$][\w$]*$/
const reserved: ReadonlySet<string> = new Set(
  'class new delete function default in for if return this typeof var let const enum import export'.split(
    ' ',
  ),
)

function property(name: string): string {
  return identifier.test(name) && name !== '__proto__'
    ? name
    : name === '__proto__'
      ? "['__proto__']"
      : quoted(name)
}

function literal(keys: readonly string[]): string {
  const [first = '', ...rest] = keys.map(quoted)
  return rest.length === 0 ? first : `[${[first, ...rest].join(', ')}]`
}

/** In single quotes, on one line. */
function quoted(text: string): string {
  const json = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")
  return `'${json.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')}'`
}

/** A comment ends with its line. */
function oneLine(text: string): string {
  return text.replaceAll(/[\s\u2028\u2029]+/g, ' ').trim()
}
