/** A tool's value as the text that a model reads, for libraries whose tools must give text. */
export function asText(value: unknown): string {
  return typeof value === 'string' ? value : String(JSON.stringify(value))
}
