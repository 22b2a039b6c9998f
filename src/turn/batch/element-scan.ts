/** What a character outside a string means depends on where it stands. */
type Place =
  /** Before the object. */
  | 'outside'
  /** In the name of a field. */
  | 'name'
  /** Between the field's name and its array. */
  | 'opening'
  /** In the value of another field. */
  | 'other'
  /** In an element of the array, or before it. */
  | 'element'
  /** Behind an element that closed itself. */
  | 'behind'
  /** Nothing that comes matters any more. */
  | 'over'

const structure: RegExp = /["{}[\],:]/g
const inside: RegExp = /["\\]/g

/**
 * Follows the text of a JSON object that arrives in pieces, and hands out the elements of the array in one of its
 * fields, each as soon as it is complete. Looks at each character once, however it is cut. Of what is not JSON it may
 * hand out what came before the fault: whether the text is any good only its end can say.
 */
export class ElementScan {
  readonly #field: string
  #place: Place = 'outside'
  #depth = 0
  #inString = false
  #escaped = false
  #found = false
  /** What has come of the name or the element at work. */
  #text = ''
  /** From where the piece at work belongs to it, too. */
  #from = 0
  #elements: unknown[] = []

  constructor(field: string) {
    this.#field = field
  }

  /** Takes the next piece of the text, and returns the elements that it completes. */
  feed(piece: string): unknown[] {
    this.#elements = []
    this.#from = 0
    let at = 0
    while (this.#place !== 'over' && at < piece.length)
      at = this.#inString ? this.#throughString(piece, at) : this.#toNext(piece, at)
    if (this.#place !== 'over' && this.#place !== 'other') this.#text += piece.slice(this.#from)
    return this.#elements
  }

  #throughString(piece: string, at: number): number {
    if (this.#escaped) {
      this.#escaped = false
      return at + 1
    }
    inside.lastIndex = at
    const found = inside.exec(piece)?.[0]
    if (found === undefined) return piece.length
    if (found === '"') this.#inString = false
    else this.#escaped = true
    return inside.lastIndex
  }

  #toNext(piece: string, at: number): number {
    structure.lastIndex = at
    const found = structure.exec(piece)
    if (found === null) return piece.length
    const next = found.index + 1
    this.#take(found[0], piece, next)
    return next
  }

  /** `next`: the index behind the character. */
  #take(character: string, piece: string, next: number): void {
    if (character === '"') {
      this.#inString = true
      // No string can stand there.
      if (this.#place !== 'name' && this.#place !== 'element' && this.#place !== 'other')
        this.#place = 'over'
    } else if (this.#place === 'other') this.#passBy(character, next)
    else if (this.#place === 'element') this.#takeInArray(character, piece, next)
    else this.#takeBetween(character, this.#text + piece.slice(this.#from, next - 1), next)
  }

  #takeBetween(character: string, before: string, next: number): void {
    const isFirst = before.trim() === ''
    if (this.#place === 'name' && character === ':') this.#enterField(before, next)
    else if (this.#place === 'outside' && isFirst && character === '{') this.#enter('name', 1, next)
    else if (this.#place === 'opening' && isFirst && character === '[')
      this.#enter('element', 2, next)
    else if (this.#place === 'behind' && isFirst && character === ',')
      this.#enter('element', 2, next)
    else if (this.#place === 'behind' && isFirst && character === ']') this.#enter('other', 1, next)
    else this.#place = 'over'
  }

  #enterField(text: string, next: number): void {
    const isField = parsed(text)?.value === this.#field
    // Of a field that comes twice the last one counts.
    if (isField && this.#found) this.#place = 'over'
    else this.#enter(isField ? 'opening' : 'other', 1, next)
    this.#found ||= isField
  }

  #passBy(character: string, next: number): void {
    this.#count(character)
    if (this.#depth === 0) this.#place = 'over'
    else if (this.#depth === 1 && character === ',') this.#enter('name', 1, next)
  }

  #takeInArray(character: string, piece: string, next: number): void {
    this.#count(character)
    const closes = character === '}' || character === ']'
    if (this.#depth === 2 && closes) {
      this.#hand(this.#text + piece.slice(this.#from, next))
      this.#enter('behind', 2, next)
    } else if (this.#depth === 1 || (this.#depth === 2 && character === ',')) {
      const text = this.#text + piece.slice(this.#from, next - 1)
      if (text.trim() !== '') this.#hand(text)
      this.#enter(character === ',' ? 'element' : 'other', this.#depth, next)
    }
  }

  #count(character: string): void {
    if (character === '{' || character === '[') this.#depth += 1
    else if (character === '}' || character === ']') this.#depth -= 1
  }

  #enter(place: Place, depth: number, from: number): void {
    if (this.#place === 'over') return
    this.#place = place
    this.#depth = depth
    this.#text = ''
    this.#from = from
  }

  #hand(text: string): void {
    const element = parsed(text)
    if (element === undefined) this.#place = 'over'
    else this.#elements.push(element.value)
  }
}

function parsed(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) as unknown }
  } catch {
    return undefined
  }
}
