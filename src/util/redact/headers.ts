import { fromBase64 } from '../platform/bytes.ts'
import { looksRandom, quote, sign, signOrComma, type Pattern } from './pattern.ts'

/** `token="…", response=…`, as Digest and others have it. */
const parameters = String.raw`(?:[\w-]{1,30}=(?:\\?"[^"\\\r\n]*|[^\s,;"'\\]+)(?:\\?",?[ \t]{0,5}|,[ \t]{0,5}|(?=[\s;"'\\]|$)))+`
const scheme = String.raw`[a-z][\w-]{0,30}[ \t]{1,5}`

/** What requests and replies carry beside their bodies. */
export const headers: readonly Pattern[] = [
  {
    find: new RegExp(
      String.raw`(?<kept>authorization${signOrComma}${quote}?)(?<secret>digest\s[^\r\n]*|(?:${scheme})?${parameters}|(?:${scheme})?[^\s"',;)}\]\\]+)`,
      'gi',
    ),
  },
  {
    find: new RegExp(
      String.raw`(?<kept>cookie${signOrComma}${quote}?)(?<secret>[^\s=;,"']{1,100}=[^\s;"']*(?:;\s{0,5}[^\s;"']+)*)`,
      'gi',
    ),
  },
  {
    find: new RegExp(
      String.raw`(?<kept>\b(?:(?:php|j|asp\.net_)?sess(?:ion)?[_-]?id|connect\.sid)${sign}${quote}?)(?<secret>[\w%.~+/-]{16,})`,
      'gi',
    ),
    isSecret: looksRandom,
  },
  // ['x-api-key', '…'], as a list of raw headers has it.
  {
    find: new RegExp(
      String.raw`(?<kept>["'](?:x-)?[\w-]{0,40}(?:key|token|secret)["'],[ \t]{0,5}["'])(?<secret>[^"'\r\n]{16,})`,
      'gi',
    ),
    isSecret: hasDigits,
  },
  // A scheme outside a header.
  { find: /\b(?<kept>bearer\s{1,20})(?<secret>[\w.~+/=-]+)/gi, isSecret: looksRandom },
  { find: /\b(?<kept>apikey\s{1,20})(?<secret>[\w.~+/=-]{16,})/gi, isSecret: looksRandom },
  { find: /\b(?<kept>basic\s{1,20})(?<secret>[\w+/]{6,}={0,2})/gi, isSecret: isUserAndPassword },
]

function hasDigits(text: string): boolean {
  return /\d/.test(text)
}

const colon = ':'.charCodeAt(0)

/** RFC 7617: base64 of `user:password`. */
function isUserAndPassword(text: string): boolean {
  return fromBase64(text).includes(colon)
}
