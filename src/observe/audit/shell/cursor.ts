/** Stands in a word for what the shell puts there. */
export const expansion = '\0'

/** Thrown where a script cannot be read, and caught by who reads it. */
export const unreadable: Error = new Error('not a script that can be read')

const name: RegExp = /(?:\w+|[?@*#!$-])?/y

/** A place in a script, and what is read from there on. */
export class Cursor {
  at = 0
  /** Documents that begin on the next line, up to their `end`. */
  readonly heredocs: { readonly end: string; readonly isPlain: boolean }[] = []
  readonly script: string

  constructor(script: string) {
    this.script = script
  }

  /** Reads up to what parts words, without the quotes; `list` reads what a substitution runs. */
  word(list: () => void): string {
    let text = ''
    let isQuoted = false
    let isOption = false
    for (;;) {
      const char = this.script.charAt(this.at)
      isOption ||= char === '-' && text === ''
      if (char === '"') {
        isQuoted = !isQuoted
        this.at += 1
      } else if (char === '' && isQuoted) throw unreadable
      else if (char === '' || (!isQuoted && ' \t\r\n;&|<>()'.includes(char))) return text
      else if (char === '$') text += this.expand(isQuoted, list)
      else if (char === '`') throw unreadable
      // Options may come of braces: `-{delete,x}`.
      else if (
        char === '{' &&
        !isQuoted &&
        (text === '' || isOption) &&
        !/^\{[{}\s]?$/.test(this.script.slice(this.at, this.at + 2))
      )
        throw unreadable
      else if (char === '\\') {
        const next = this.script.charAt(this.at + 1)
        if (next === '') throw unreadable
        if (next !== '\n') text += isQuoted && !'$`"\\'.includes(next) ? `\\${next}` : next
        this.at += 2
      } else if (char === "'" && !isQuoted) {
        const end = this.end("'", this.at + 1)
        if (end === this.script.length) throw unreadable
        text += this.script.slice(this.at + 1, end)
        this.at = end + 1
      } else {
        text += char
        this.at += 1
      }
    }
  }

  private expand(isQuoted: boolean, list: () => void): string {
    const [brace, arithmetic] = [this.isNext('${'), this.isNext('$((')]
    if (brace || arithmetic) {
      const end = this.end(brace ? '}' : '))')
      const inner = this.script.slice(this.at + 2, end)
      if (end === this.script.length || /[`'"]|[$<>]\(|\$\{/.test(inner)) throw unreadable
      this.at = end + (brace ? 1 : 2)
    } else if (this.isNext('$(')) {
      this.at += 2
      list()
    } else if (!isQuoted && /^\$['"]/.test(this.script.slice(this.at, this.at + 2)))
      throw unreadable
    else {
      name.lastIndex = this.at + 1
      const [found = ''] = name.exec(this.script) ?? []
      this.at += 1 + found.length
      if (found === '') return '$'
    }
    return expansion
  }

  /** Leaves out the documents that the line before announced. */
  skipHeredocs(): void {
    for (const { end, isPlain } of this.heredocs.splice(0)) {
      const from = this.at
      for (let isOver = false; !isOver && this.at < this.script.length;) {
        const to = this.end('\n')
        isOver = this.script.slice(this.at, to).replace(/^\t+/, '') === end
        this.at = to + 1
      }
      if (!isPlain && /`|\$\(/.test(this.script.slice(from, this.at))) throw unreadable
    }
  }

  isNext(text: string): boolean {
    return this.script.startsWith(text, this.at)
  }

  end(of: string, from: number = this.at): number {
    const found = this.script.indexOf(of, from)
    return found === -1 ? this.script.length : found
  }
}
