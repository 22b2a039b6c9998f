import type { Pattern } from './pattern.ts'

/** Private keys in the form of files: PEM (RFC 7468), PGP, SSH, PuTTY. To the end mark, or to the end. */
export const keyBlocks: readonly Pattern[] = [
  { find: /-{4,5} ?BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)? ?-{4,5}[\s\S]*?(?=-{4,5} ?END|$)/g },
  {
    find: /(?<kept>\bPrivate-Lines: \d{1,4}\r?\n)(?<secret>[\w+/=\r\n]+?(?=\r?\n[A-Z][\w-]{0,30}:|$))/g,
  },
]
