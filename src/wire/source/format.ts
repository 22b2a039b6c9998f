/** What a text is made of: server-sent events, one JSON value a line, or one JSON value. */
export type Format = 'event-stream' | 'lines' | 'json'

/**
 * What an HTTP content type says; undefined if nothing certain.
 */
export function formatOf(contentType: string): Format | undefined {
  if (/text\/event-stream/i.test(contentType)) return 'event-stream'
  if (/ndjson|jsonl|json-lines|stream\+json/i.test(contentType)) return 'lines'
  return /json/i.test(contentType) ? 'json' : undefined
}

/** Enough characters to tell a field's name from other words: as many as `retry:` has. */
const enough = 6

export type Looks = 'event-stream' | 'json' | 'markup' | 'other'

/** What the start of a text looks like; undefined if it is too short to tell. */
export function looksLike(head: string): Looks | undefined {
  const text = head.trimStart()
  if (text.startsWith('{') || text.startsWith('[')) return 'json'
  if (text.startsWith(':')) return 'event-stream'
  if (text.startsWith('<')) return 'markup'
  if (text.length < enough) return undefined
  return /^(?:data|event|id|retry):/.test(text) ? 'event-stream' : 'other'
}
