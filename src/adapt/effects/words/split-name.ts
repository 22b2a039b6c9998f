/**
 * The words of a tool's name, in lower case: of `snake_case`, `kebab-case`, `camelCase`, `dots.and/slashes`, with acronyms
 * and digits apart (`getURLs2` is get, urls).
 */
export function wordsOfName(name: string): readonly string[] {
  return name
    .normalize('NFC')
    .replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .replaceAll(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{M}]+/u)
    .filter((word) => word !== '')
}

/** A word without a letter that English does not have. */
export function isAscii(word: string): boolean {
  return /^[a-z]+$/.test(word)
}
