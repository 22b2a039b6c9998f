import { visible } from '../../util/term/visible.ts'

/**
 * A file's path as a word of a POSIX shell's command line, on one line and printable: pasted, it is the path again, unless
 * that ends in a line break.
 */
export function pathWord(path: string): string {
  return shellWord(path.startsWith('-') ? `./${path}` : path)
}

/** A text as a word of a POSIX shell's command line, on one line and printable. */
export function shellWord(text: string): string {
  if (/^[\w./:@%+,-]+$/.test(text)) return text
  if (visible(text) === text) return `'${text.replaceAll("'", `'\\''`)}'`
  const octal = (byte: string): string => `\\${byte.charCodeAt(0).toString(8).padStart(3, '0')}`
  const bytes = Buffer.from(text).toString('latin1')
  return `"$(printf '${bytes.replaceAll(/[^\w./]/g, octal)}')"`
}
