import { looksRandom, type Pattern } from './pattern.ts'

const scheme = String.raw`(?<kept>(?<![a-z0-9+.-])[a-z][a-z0-9+.-]{0,30}:\/\/)`

/** What addresses carry. */
export const urls: readonly Pattern[] = [
  // postgres://user:secret@host. A password may have an @ or a / of its own; what follows a port is no password.
  {
    find: new RegExp(
      String.raw`${scheme}(?<secret>[^\s/'"@:]{0,200}:(?!\d{1,5}(?:[/?#]|$))(?:(?!\/\/)[^\s'"<>]){0,500})(?=@)`,
      'gi',
    ),
  },
  // https://token@host
  {
    find: new RegExp(String.raw`${scheme}(?<secret>[^\s/'"@:]{1,500})(?=@)`, 'gi'),
    isSecret: looksRandom,
  },
  // Hooks, whose address is the key to them.
  {
    find: /(?<kept>\bhooks\.slack\.com\/(?:services|workflows|triggers)\/|\bdiscord(?:app)?\.com\/api\/webhooks\/\d{1,30}\/|\.webhook\.office\.com\/webhookb2\/|\bhooks\.zapier\.com\/hooks\/catch\/|\bapi\.telegram\.org\/(?:file\/)?bot)(?<secret>[^\s"'<>)\]\\]+)/gi,
  },
  // A function's key, a code that is given for a token, and the like.
  { find: /(?<kept>[?&]code=)(?<secret>[\w%/+=.~-]{20,})/gi },
  {
    find: /(?<kept>[?&](?:key|auth|apikey|hmac|hash)=)(?<secret>[\w%/+=.~-]{16,})/gi,
    isSecret: looksRandom,
  },
  // Oracle: jdbc:oracle:thin:scott/tiger@host, sqlplus scott/tiger@db.
  {
    find: /(?<kept>\b(?:jdbc:oracle:\w{1,10}:|(?:sqlplus|sqlldr|expdp|impdp)\s{1,5})[^\s/@]{1,100}\/)(?<secret>[^\s@/]+)/gi,
  },
]
