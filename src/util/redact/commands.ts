import type { Pattern } from './pattern.ts'

/** What stands on command lines. */
export const commands: readonly Pattern[] = [
  // --password X
  {
    find: /(?<kept>(?<![\w-])--(?:[a-z]{1,20}-){0,3}(?:password|passwd|passphrase|pass|secret|token|key)(?:\s{1,5}|=))(?<secret>"[^"\r\n]*|'[^'\r\n]*|[^\s"'-][^\s"']*)/gi,
    isSecret: isNoWord,
  },
  // -u user:X
  {
    find: /(?<kept>(?<!\S)(?:-u|--user|--proxy-user|-U)(?:\s{0,5}|=)["']?[^\s:"'%]{1,100}[:%])(?<secret>(?!\/\/|\d+(?:\s|$))[^\s"']+)/g,
  },
  // mysql -pX
  {
    find: /(?<kept>\b(?:mysql\w{0,10}|mariadb|sshpass|mongo\w{0,10}|docker\s{1,5}login|7z)\b[^\r\n|;]{0,200}?\s-p\s?["']?)(?<secret>[^\s"']+)/g,
    isSecret: isNoWord,
  },
  // redis-cli -a X, sqlcmd -P X, ldapsearch -w X
  {
    find: /(?<kept>\b(?:redis-cli\b[^\r\n|;]{0,200}?\s-a|(?:sqlcmd|bcp|zip|unzip)\b[^\r\n|;]{0,200}?\s-P|ldap\w{1,10}\b[^\r\n|;]{0,200}?\s-w)\s{0,3}["']?)(?<secret>[^\s"'-][^\s"']*)/g,
    isSecret: isNoWord,
  },
  {
    find: /(?<kept>\bConvertTo-SecureString\s{1,5}(?:-String\s{1,5})?)(?<secret>"[^"\r\n]*|'[^'\r\n]*)/gi,
  },
  // openssl -passin pass:X
  { find: /(?<kept>(?<!\S)-(?:pass|passin|passout|password)\s{1,5}pass:)(?<secret>[^\s"']+)/g },
]

/** Command-line help speaks of its options: "--token is required". */
const words: ReadonlySet<string> = new Set(
  'a an and argument as can cannot flag for from has if in instead is may missing must needs not of on option options or parameter please requires requires: should to twice value was when with without'.split(
    ' ',
  ),
)

function isNoWord(text: string): boolean {
  return !words.has(text.toLowerCase().replace(/[.,;:]+$/, ''))
}
