/** The way to a value inside another: names of fields and indices of arrays. */
export type Path = readonly (string | number)[]

/** A piece of a text: words as they are, a reference to an earlier result, or what looks like one and is not. */
export type Piece =
  | { readonly kind: 'words'; readonly words: string }
  | { readonly kind: 'reference'; readonly id: string; readonly path: Path; readonly text: string }
  | { readonly kind: 'fault'; readonly message: string }

/** An id, then steps of `.name`, `[0]` or `["name"]`, each of which begins like no other, so that none backtracks. */
const reference = /\$\{([^\s.[\]{}$"]+)((?:\.[^.[\]{}$"]+|\[\d{1,9}\]|\["(?:[^"\\]|\\.)*"\])*)\}/y
const step = /\.([^.[\]{}$"]+)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]/g

/**
 * Takes a text apart. `${id}` and `${id.path.to[0]["any name"]}` are references, and `$${` stands for `${`. Any other
 * `${` is a fault, at which the text ends.
 */
export function parseText(text: string): Piece[] {
  const pieces: Piece[] = []
  let words = ''
  let at = 0
  for (let start = text.indexOf('${'); start !== -1; start = text.indexOf('${', at)) {
    if (text[start - 1] === '$') {
      words += `${text.slice(at, start - 1)}\${`
      at = start + 2
      continue
    }
    words += text.slice(at, start)
    if (words !== '') pieces.push({ kind: 'words', words })
    words = ''
    const piece = parseReference(text, start)
    pieces.push(piece)
    if (piece.kind === 'fault') return pieces
    at = start + piece.text.length
  }
  words += text.slice(at)
  if (words !== '') pieces.push({ kind: 'words', words })
  return pieces
}

function parseReference(text: string, start: number): Exclude<Piece, { kind: 'words' }> {
  reference.lastIndex = start
  const [whole, id, steps] = reference.exec(text) ?? []
  const path = steps === undefined ? undefined : parsePath(steps)
  if (whole === undefined || id === undefined || path === undefined) {
    const shown = JSON.stringify(text.slice(start, start + 40))
    const message = `Expected a reference such as \${id} or \${id.field[0]}, got ${shown}. Write $\${ for a literal \${.`
    return { kind: 'fault', message }
  }
  return { kind: 'reference', id, path, text: whole }
}

function parsePath(steps: string): Path | undefined {
  try {
    return [...steps.matchAll(step)].map(([, name, index, json]) =>
      json === undefined ? (name ?? Number(index)) : (JSON.parse(json) as string),
    )
  } catch {
    return undefined
  }
}

/** A path as a reference writes it. */
export function formatPath(path: Path): string {
  return path.map(formatStep).join('').replace(/^\./, '')
}

function formatStep(part: string | number): string {
  if (typeof part === 'number') return `[${part}]`
  return /^[^.[\]{}$"]+$/.test(part) ? `.${part}` : `[${JSON.stringify(part)}]`
}
