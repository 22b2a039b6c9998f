/** The way to a value inside a result: names of fields and indices of arrays. */
export type Path = readonly (string | number)[]

/** A piece of a text of a NESTFUL plan: words, or `$label.field[0]$`, the result of an earlier step or something in it. */
export type Piece = string | { readonly label: string; readonly path: Path }

/** A label begins with a letter, so that a price ("$100-$200") is not one. A field may have spaces. */
const reference = /\$([A-Za-z_]\w*)((?:\.[^.$[\]]+|\[\d+\])*)\$/g
const step = /\.([^.$[\]]+)|\[(\d+)\]/g

export function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = []
  let at = 0
  for (const found of text.matchAll(reference)) {
    const [whole, label = '', steps = ''] = found
    if (found.index > at) pieces.push(text.slice(at, found.index))
    const path = Array.from(steps.matchAll(step), ([, name, index]) => name ?? Number(index))
    pieces.push({ label, path })
    at = found.index + whole.length
  }
  if (at < text.length) pieces.push(text.slice(at))
  return pieces
}

/** A value with each of its texts replaced. Names of fields are left alone. */
export function mapTexts(value: unknown, replace: (text: string) => unknown): unknown {
  if (typeof value === 'string') return replace(value)
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, replace))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [name, mapTexts(field, replace)]),
  )
}

/** The references in a value, wherever they stand. */
export function referencesIn(value: unknown): Exclude<Piece, string>[] {
  const found: Exclude<Piece, string>[] = []
  mapTexts(value, (text) => {
    for (const piece of piecesOf(text)) if (typeof piece !== 'string') found.push(piece)
    return text
  })
  return found
}
