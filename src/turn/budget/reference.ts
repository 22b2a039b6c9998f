/** By what a model names a text that was cut. */
export interface Reference {
  /** That of the text itself. */
  readonly name: string
  /** The tool that gave the text only reads: it may be called again. */
  readonly onlyReads: boolean
  /** The turn in whose history a journal may have the text. */
  readonly turnId: string | undefined
}

/** The model has to write it: a longer id of a turn is left out. */
const mostTurnChars = 200

const pattern = /^(r_[0-9a-f]{12})(r?)(?:\/(.{1,200}))?$/

/** As a model is to write it: `r_0123456789ab`, with an `r` behind it if the tool only reads, and `/` and the turn's id. */
export function writeReference({ name, onlyReads, turnId }: Reference): string {
  const marked = onlyReads ? `${name}r` : name
  const place = turnId === undefined ? undefined : placeOf(turnId)
  return place === undefined ? marked : `${marked}/${place}`
}

/** What a reference says; undefined if it is not one. */
export function readReference(text: string): Reference | undefined {
  const [, name, mark, place] = pattern.exec(text) ?? []
  if (name === undefined) return undefined
  try {
    const turnId = place === undefined ? undefined : decodeURI(place)
    return { name, onlyReads: mark === 'r', turnId }
  } catch {
    return undefined
  }
}

/** A reference without its turn: it leads to the text as long as the engine keeps it itself. */
export function shortReference(ref: string): string {
  return ref.replace(/\/.*/, '')
}

/** A turn's id in characters that JSON has no escapes for; undefined if it has no characters, or too many. */
function placeOf(turnId: string): string | undefined {
  try {
    const place = encodeURI(turnId)
    return place !== '' && place.length <= mostTurnChars ? place : undefined
  } catch {
    // It has half of a surrogate pair.
    return undefined
  }
}
