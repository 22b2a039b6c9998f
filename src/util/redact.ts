import { commands } from './redact/commands.ts'
import { headers } from './redact/headers.ts'
import { keyBlocks } from './redact/key-blocks.ts'
import { names } from './redact/names.ts'
import { quoteOf, type Pattern } from './redact/pattern.ts'
import { tokens } from './redact/tokens.ts'
import { urls } from './redact/urls.ts'

const mask = '[redacted]'
/** Its bracket may be taken for one around it. */
const masked = '[redacted'

/** What is told by its place comes before what is told by its look. */
const patterns: readonly Pattern[] = [
  ...keyBlocks,
  ...urls,
  ...headers,
  ...names,
  ...commands,
  ...tokens,
]

/**
 * Takes out of a text what looks like a credential. A best effort, on error messages: what no pattern knows stays.
 * A tool that must be sure throws a `ToolError` with a message of its own. Never throws.
 */
export function redact(text: string): string {
  try {
    return withoutSecrets(text)
  } catch {
    // A word of many megabytes is more than a pattern's stack holds.
    return mask
  }
}

function withoutSecrets(text: string): string {
  let redacted = text
  for (const { find, isSecret } of patterns)
    redacted = redacted.replace(find, (match: string, ...rest: unknown[]) => {
      const groups = rest.at(-1) as { readonly kept?: string; readonly secret?: string } | string
      const { kept = '', secret = match } = typeof groups === 'string' ? {} : groups
      if (secret.includes(masked) || isSecret?.(secret, kept) === false) return match
      return kept + quoteOf(secret) + mask
    })
  return redacted
}
