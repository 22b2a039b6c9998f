import { looksRandom, quote, quoteOf, sign, value, type Pattern } from './pattern.ts'
import { longName, secretName } from './secret-name.ts'

const values = String.raw`(?<secret>${value})`

/** Values of names that say that they are secret. */
export const names: readonly Pattern[] = [
  // A block of YAML: all lines that are as far in as its first.
  {
    find: new RegExp(
      String.raw`(?<kept>${secretName}${quote}?:[ \t]*(?:![\w!]{1,20}[ \t]{1,5})?[|>][-+0-9]{0,2}[ \t]*\r?\n)(?<secret>(?<indent>[ \t]+)\S[^\r\n]*(?:\r?\n(?:\k<indent>[^\r\n]*|[ \t]*(?=\r?\n)))*)`,
      'gi',
    ),
  },
  // A value alone on the next line.
  {
    find: new RegExp(
      String.raw`(?<kept>${secretName}${quote}?:[ \t]*\r?\n[ \t]+)(?<secret>["'][^"'\r\n]+|[^\s:"'#{}[\]-][^\s:"']*(?=[ \t]*(?:\r?\n|$)))`,
      'gi',
    ),
    isSecret: looksRandom,
  },
  // <password>…</password>, <entry key="db.password">…
  {
    find: new RegExp(
      String.raw`(?<kept><${longName}(?:\s[^<>]{0,200})?>\s{0,50})(?<secret><!\[CDATA\[[^\]]*|[^\s<][^<]*)`,
      'gi',
    ),
    isSecret: isValue,
  },
  {
    find: new RegExp(
      String.raw`(?<kept>\b(?:key|name|id)=["']${longName}["'][^<>"']{0,50}>\s{0,50})(?<secret>[^\s<][^<]*)`,
      'gi',
    ),
    isSecret: isValue,
  },
  // {"name": "DB_PASSWORD", "value": "…"}; <add key="Password" value="…"/>; the same in YAML.
  {
    find: new RegExp(
      String.raw`(?<kept>(?:key|name)${sign}${quote}?${longName}${quote}?[\s,]{1,50}["'\\]{0,9}value${sign})${values}`,
      'gi',
    ),
    isSecret: isValue,
  },
  // A variable of the environment: to its end, whatever is in it.
  {
    find: /(?<!\S)(?<kept>[A-Z0-9_]{0,60}(?:PASS(?:WORD|WD|PHRASE)?|SECRET|TOKEN|CREDENTIALS?|(?:API|ACCESS|PRIVATE|ACCOUNT|SECRET|SIGNING|ENCRYPTION|MASTER|AUTH)_?KEY)(?:_KEY|_BASE|_?\d{1,3}){0,2}=)(?<secret>(?!["'`])\S+)/g,
    isSecret: isValue,
  },
  // A connection's parameter: to the semicolon.
  {
    find: /(?<kept>;\s{0,5}(?:password|pwd|accountkey|sharedaccess(?:key|signature))\s{0,5}=\s{0,5})(?<secret>\{[^}\r\n]{0,300}\}|(?!["'])[^;"'\r\n]+)/gi,
    isSecret: isValue,
  },
  // password=…, "api_key": "…", token: …
  { find: new RegExp(`(?<kept>${secretName}${sign})${values}`, 'gi'), isSecret: isValue },
  // SQL, and the two of basic authentication: auth=('ann', '…').
  {
    find: /(?<kept>\b(?:identified\s{1,5}by|(?:encrypted|with|user\s{1,5}\S{1,100})\s{1,5}password)\s{1,5}|\bpassword\(|\bauth\s?=\s?\(["'][^"'\r\n]{1,100}["'],\s{0,5})(?<secret>'[^'\r\n]*|"[^"\r\n]*)/gi,
  },
  // {"auths": {"host": {"auth": "…"}}}
  {
    find: /(?<kept>["']auth["']\s{0,5}[:=]\s{0,5}["'])(?<secret>[\w+/=.~-]{16,})/gi,
  },
  // Where a blank alone stands between.
  {
    find: /(?<kept>\b(?:aws_secret_access_key|aws_session_token|_?auth_?token|private[-_]token|api[-_]key|access[-_]token)[ \t]{1,5})(?<secret>[\w+/=.~-]{16,})/gi,
    isSecret: looksRandom,
  },
  {
    find: /(?<kept>\blogin[ \t]{1,5}\S{1,200}\s{1,5}password[ \t]{1,5}|\b(?:requirepass|masterauth)[ \t]{1,5})(?<secret>\S+)/gi,
  },
  {
    find: /^(?<kept>[\w.*-]{1,100}:(?:\d{4,5}|\*):[^:\s]{1,100}:[^:\s]{1,100}:)(?<secret>[^\s:]+)$/gm,
  },
  // Prose.
  {
    find: /\b(?<kept>(?:password|passphrase|secret) (?:is|was) ["']?)(?<secret>[^\s"']+)/gi,
    isSecret: looksRandom,
  },
  {
    find: /\b(?<kept>(?:api[ _-]?key|token|secret|password|credentials?) (?:provided|given|used|supplied|sent|received):? ["'`]?)(?<secret>[^\s"'`]{8,})/gi,
    isSecret: looksRandom,
  },
]

/** Values that stand for one, say that nothing is there, or name a type. */
const noValues: ReadonlySet<string> = new Set(
  'null undefined none nil true false empty unset string str number int integer bool boolean any unknown object bytes required optional missing invalid incorrect wrong expired revoked malformed must is was are not cannot should has does did needs may can or and the a an in on at of for to from with without provided given found'.split(
    ' ',
  ),
)
/** `${TOKEN}`, `{{ token }}`, `<your key>`, `%s`, `***`, `process.env.TOKEN`. */
const placeholder =
  /^(?:\$[{(A-Z_]|\{\{|<(?!!)|%[sdv]\b|[*x.•…_-]{1,100}$|\[?redacted|(?:process\.env|os\.environ|os\.getenv|import\.meta|config|settings|self|this)\b[.([])/i
/** Those that people write a word after. */
const ofProse = /(?:token|signature|sig|key|credentials?|otp)[ \t]{0,20}:[ \t]{1,20}$/i

function isValue(secret: string, kept: string): boolean {
  const text = secret.slice(quoteOf(secret).length)
  const plain = text.toLowerCase().replace(/[.,:!?]+$/, '')
  if (plain === '' || noValues.has(plain) || placeholder.test(text)) return false
  // The description of a field is not its value.
  if (/^\{[^}]{0,200}\btype\b/.test(text)) return false
  // The working directory has the name of a password.
  if (/pwd\W{0,9}$/i.test(kept) && /^(?:[~.]{0,2}\/|[a-z]:[\\/])/i.test(text)) return false
  return !ofProse.test(kept) || !/^[a-z]{1,15}[.,:!?]?$/.test(text)
}
