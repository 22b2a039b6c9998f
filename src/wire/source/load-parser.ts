import type { createParser } from 'eventsource-parser'

/** Makes a parser of server-sent events. */
export type CreateParser = typeof createParser

let loading: Promise<CreateParser> | undefined

/** Loaded with the first event stream: users of SDK streams or whole responses never need it. */
export function loadParser(): Promise<CreateParser> {
  loading ??= import('eventsource-parser').then((parser) => parser.createParser)
  return loading
}
