const mask = '[redacted]'

interface Pattern {
  /**
   * What carries a credential. Its groups, if any: what is kept, then the credential. Every repetition is bounded, or
   * ends where no other match can begin, so that the time grows with the text's length and no faster.
   */
  readonly find: RegExp
  /** Whether what was found is one, if that can be doubted. */
  readonly isSecret?: (secret: string) => boolean
}

/** A name that says that its value is secret. After "Unexpected", a token is a parser's. */
const secretName =
  '(?:pass(?:word|wd|phrase)|(?<![a-z])pass|pwd|secret|(?<!unexpected )token|(?:api|access|private|account)[_-]?key|credentials?|(?<![a-z])sig(?:nature)?(?!:? ?\\())'
/** A value in quotes, to its closing quote, or one word. */
const value = String.raw`(?:\\?"[^"\r\n]*|\\?'[^'\r\n]*|[^\s"'&,;)}\]\\]+)`
const sign = String.raw`\\?["']?\s{0,20}(?:=>|[=:])\s{0,20}`

const patterns: readonly Pattern[] = [
  { find: /-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[\s\S]*?(?=-----END|$)/g },
  // The user and password of a URL: postgres://user:secret@host. A password may have an @ of its own.
  { find: /((?<![a-z0-9+.-])[a-z][a-z0-9+.-]{0,30}:\/\/)([^\s/'"]*)(?=@)/gi },
  // A header, whatever its scheme.
  {
    find: new RegExp(
      `(authorization${sign}["']?)((?:digest\\s[^\\r\\n]*)|(?:[a-z][\\w-]{0,30} {1,5})?[^\\s"',;)}\\]\\\\]+)`,
      'gi',
    ),
  },
  {
    find: new RegExp(
      `(cookie${sign}["']?)([^\\s=;,"']{1,100}=[^\\s;"']*(?:;\\s{0,5}[^\\s;"']+)*)`,
      'gi',
    ),
  },
  // A scheme outside a header.
  { find: /\b(bearer\s{1,20})([\w.~+/=-]+)/gi, isSecret: looksRandom },
  { find: /\b(basic\s{1,20})([\w+/]{6,}={0,2})/gi, isSecret: isUserAndPassword },
  // password=…, "api_key": "…", token: …
  { find: new RegExp(`(${secretName}${sign})(${value})`, 'gi') },
  {
    find: /\b((?:password|passphrase|secret) (?:is|was) ["']?)([^\s"']+)/gi,
    isSecret: looksRandom,
  },
  // Command lines: --password X, -u user:X, mysql -pX.
  {
    find: /((?<![\w-])--(?:[a-z]{1,20}-){0,3}(?:password|passwd|passphrase|pass|secret|token|key)(?:\s{1,5}|=))("[^"\r\n]*|'[^'\r\n]*|[^\s"'-][^\s"']*)/gi,
    isSecret: isNoWord,
  },
  {
    find: /((?<!\S)(?:-u|--user)(?:\s{0,5}|=)["']?[^\s:"']{1,100}:)((?!\/\/|\d+(?:\s|$))[^\s"']+)/g,
  },
  {
    find: /(\b(?:mysql\w{0,10}|sshpass)\b[^\r\n|;]{0,200}?\s-p\s?)([^\s"']+)/g,
    isSecret: isNoWord,
  },
  // Keys that name their issuer: sk-…, ghp_…, xoxb-…, AKIA….
  {
    find: /\b(?:sk|pk|rk)[-_][\w-]{16,}|\bgh[pousr]_\w{20,}|\bgithub_pat_\w{20,}|\bxox[abprs]-[\w-]{10,}|\bA(?:KIA|SIA)[A-Z0-9]{12,}\b|\bAIza[\w-]{30,}/g,
  },
  // A JSON web token.
  { find: /(?<![\w-])eyJ[\w-]{5,}\.[\w-]{5,}\.[\w-]*/g },
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
    redacted = redacted.replace(find, (match, kept: unknown, secret: unknown) => {
      if (typeof kept !== 'string' || typeof secret !== 'string') return mask
      if (secret.includes(mask) || isSecret?.(secret) === false) return match
      const [quote = ''] = /^\\?["']/.exec(secret) ?? []
      return kept + quote + mask + (secret.endsWith('\\') ? '\\' : '')
    })
  return redacted
}

/** No word of prose: digits, capitals inside, padding, or too long. */
function looksRandom(text: string): boolean {
  return /[0-9_=+/~]|.[A-Z]/.test(text) || text.length >= 24
}

/** RFC 7617: base64 of `user:password`. */
function isUserAndPassword(text: string): boolean {
  return Buffer.from(text, 'base64').toString('latin1').includes(':')
}

/** Command-line help speaks of its options: "--token is required". */
const words: ReadonlySet<string> = new Set(
  'a an and argument as can cannot flag for from has if in instead is may missing must needs not of on option options or parameter please requires requires: should to twice value was when with without'.split(
    ' ',
  ),
)

function isNoWord(text: string): boolean {
  return !words.has(text.toLowerCase().replace(/[.,;:]+$/, ''))
}
