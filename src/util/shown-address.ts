const mask = '[redacted]'

/**
 * An address as a sentence may name it: without its user and password, and without its query. It need not be one that can be
 * read: what is misspelt is as secret, and of what stands before its last `@` all is taken out.
 */
export function shownAddress(address: string): string {
  const [scheme = ''] = /^[a-z][a-z0-9+.-]*:?\/\//i.exec(address) ?? []
  const at = address.lastIndexOf('@')
  const place = address.slice(at < 0 ? scheme.length : at + 1)
  const [start = ''] = place.split(/[?#]/, 1)
  const query = place.length === start.length ? '' : `${place.charAt(start.length)}${mask}`
  return `${scheme}${at < 0 ? '' : `${mask}@`}${withoutPassword(start)}${query}`
}

/** Without its host, a user's password stands where a port would. */
function withoutPassword(place: string): string {
  return place.startsWith('[') ? place : place.replaceAll(/:(?!\d{1,5}(?:\/|$))[^/]+/g, `:${mask}`)
}
