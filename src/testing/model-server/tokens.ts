/** Characters a token: the rule of thumb that providers give for English and JSON. */
const charactersPerToken = 4

/** Estimates the tokens of a text, or of a value's JSON. No tokenizer counts like this; it is for comparisons. */
export function estimateTokens(value: unknown): number {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
  return Math.ceil(text.length / charactersPerToken)
}
