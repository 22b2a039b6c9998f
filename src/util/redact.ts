const mask = '[redacted]'

/** What commonly carries a credential in an error's text. The first group, if any, is kept. */
const patterns: readonly RegExp[] = [
  // The user and password of a URL: postgres://user:secret@host.
  /\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@'"]*@/gi,
  // An authorization header or scheme.
  /\b((?:bearer|basic)\s+)[\w.~+/=-]{8,}/gi,
  // password=…, "api_key": "…", token: …
  /((?:pass(?:word|wd)?|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credentials?|authorization|signature|sig)["']?\s*[=:]\s*["']?)[^\s"'&,;)}\]]+/gi,
  // Keys that name their issuer: sk-…, ghp_…, xoxb-…, AKIA….
  /\b(?:sk|pk|rk)[-_][\w-]{16,}|\bgh[pousr]_\w{20,}|\bgithub_pat_\w{20,}|\bxox[abprs]-[\w-]{10,}|\bA(?:KIA|SIA)[A-Z0-9]{16}\b|\bAIza[\w-]{30,}/g,
  // A JSON web token.
  /\beyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]*/g,
]

/**
 * Takes out of a text what looks like a credential. A best effort, on error messages: what no pattern knows stays.
 * A tool that must be sure throws a `ToolError` with a message of its own.
 */
export function redact(text: string): string {
  let redacted = text
  for (const pattern of patterns)
    redacted = redacted.replace(pattern, (_match, kept: unknown) => {
      const prefix = typeof kept === 'string' ? kept : ''
      return prefix.endsWith('://') ? `${prefix}${mask}@` : prefix + mask
    })
  return redacted
}
