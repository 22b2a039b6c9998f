/** So many characters fit into a line. */
const width = 110

/** A plan as text: what fits into a line takes one. */
export function dataText(value: unknown, indent = ''): string {
  const line = JSON.stringify(value) ?? String(value)
  if (typeof value !== 'object' || value === null || indent.length + line.length <= width)
    return line
  const inner = `${indent}  `
  const parts = Array.isArray(value)
    ? value.map((item) => dataText(item, inner))
    : Object.entries(value).map(([name, item]) => `${name}: ${dataText(item, inner)}`)
  const [open, close] = Array.isArray(value) ? '[]' : '{}'
  return `${open}\n${parts.map((part) => inner + part).join('\n')}\n${indent}${close}`
}
