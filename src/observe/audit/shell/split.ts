/** One program with its arguments, as a shell would start it. */
export interface SimpleCommand {
  /** Without their quotes; what only the shell knows, such as a variable, stands as {@link expansion}. */
  readonly words: readonly string[]
  /** The files into which its output goes. */
  readonly writesTo: readonly string[]
  /** It is given the output of the one before. */
  readonly isPiped: boolean
}

/** Stands in a word for what the shell puts there. */
export const expansion = '\0'

/**
 * The simple commands of a POSIX or bash script, in their order, also those inside substitutions, subshells and loops: keywords
 * such as `do` are words of the command behind them. Undefined if it cannot be read, or leaves something running behind.
 */
export function splitShell(script: string): readonly SimpleCommand[] | undefined {
  const commands: SimpleCommand[] = []
  try {
    new Splitter(script, commands).list()
    return commands
  } catch (error) {
    if (error === unreadable) return undefined
    throw error
  }
}

const unreadable: Error = new Error('not a script that can be read')
const mostNested = 16
/** Output into these leaves nothing. */
const nowhere: RegExp = /^\/dev\/(?:null|stdout|stderr|tty|fd\/[012])$/
const name: RegExp = /(?:\w+|[?@*#!$-])?/y

class Splitter {
  private at = 0
  private heredocs: { readonly end: string; readonly isPlain: boolean }[] = []
  private readonly script: string
  private readonly commands: SimpleCommand[]

  constructor(script: string, commands: SimpleCommand[]) {
    this.script = script
    this.commands = commands
  }

  /** Reads up to the closing bracket, or to the end. */
  list(isBracketed = false, nested = 0): void {
    if (nested > mostNested) throw unreadable
    let words: string[] = []
    let writesTo: string[] = []
    let isPiped = false
    let isTest = false
    const finish = (length: number, pipes = false): void => {
      this.at += length
      if (words.length > 0 || writesTo.length > 0) this.commands.push({ words, writesTo, isPiped })
      ;[words, writesTo, isPiped, isTest] = [[], [], pipes, false]
    }
    for (;;) {
      const char = this.script.charAt(this.at)
      if (char === '') {
        if (isBracketed) throw unreadable
        return finish(0)
      }
      if (char === ' ' || char === '\t' || char === '\r') this.at += 1
      else if (this.isNext('\\\n')) this.at += 2
      else if (isTest && '<>()&|'.includes(char)) this.at += 1
      else if (char === '#') this.at = this.end('\n')
      else if (char === '\n') {
        finish(1)
        this.skipHeredocs()
      } else if (this.isNext(';;')) throw unreadable
      else if (this.isNext('&&') || this.isNext('||')) finish(2)
      else if (char === ';') finish(1)
      else if (char === '|') finish(this.isNext('|&') ? 2 : 1, true)
      else if (char === '<' || char === '>' || this.isNext('&>'))
        this.redirect(words, writesTo, nested)
      // Something that goes on while the next begins.
      else if (char === '&') throw unreadable
      else if (char === '(') {
        // A function, an array or arithmetic.
        if (words.some((word) => !opening.has(word)) || this.isNext('((')) throw unreadable
        this.at += 1
        this.list(true, nested + 1)
      } else if (char === ')') {
        if (!isBracketed) throw unreadable
        return finish(1)
      } else {
        const from = this.at
        const word = this.word(nested)
        const isStream = /^\d$/.test(word) && '<>'.includes(this.script.charAt(this.at) || ' ')
        if (isStream) continue
        const isKeyword =
          this.script.slice(from, this.at) === '[[' && words.every((each) => opening.has(each))
        isTest = (isTest || isKeyword) && word !== ']]'
        words.push(word)
      }
    }
  }

  private redirect(words: string[], writesTo: string[], nested: number): void {
    const sign = /&>>?|<<<|<<-?|[<>]\(|<>|[<>]&|>>|>\||[<>]/y
    sign.lastIndex = this.at
    const [found = ''] = sign.exec(this.script) ?? []
    this.at += found.length
    if (found === '>(') throw unreadable
    if (found === '<(') {
      this.list(true, nested + 1)
      words.push(expansion)
      return
    }
    while (' \t'.includes(this.script.charAt(this.at) || '.')) this.at += 1
    const from = this.at
    const target = this.word(nested)
    if (target === '') throw unreadable
    if (found.startsWith('<<') && found !== '<<<')
      this.heredocs.push({ end: target, isPlain: /['"\\]/.test(this.script.slice(from, this.at)) })
    else if (found === '<') words.push(target)
    else if (found === '<<<' || found === '<&') return
    else if (!nowhere.test(target) && !(found === '>&' && /^[\d-]+$/.test(target)))
      writesTo.push(target)
  }

  private word(nested: number): string {
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
      else if (char === '$') text += this.expand(isQuoted, nested)
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

  private expand(isQuoted: boolean, nested: number): string {
    const [brace, arithmetic] = [this.isNext('${'), this.isNext('$((')]
    if (brace || arithmetic) {
      const end = this.end(brace ? '}' : '))')
      const inner = this.script.slice(this.at + 2, end)
      if (end === this.script.length || /[`'"]|[$<>]\(|\$\{/.test(inner)) throw unreadable
      this.at = end + (brace ? 1 : 2)
    } else if (this.isNext('$(')) {
      this.at += 2
      this.list(true, nested + 1)
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

  private skipHeredocs(): void {
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

  private isNext(text: string): boolean {
    return this.script.startsWith(text, this.at)
  }

  private end(of: string, from = this.at): number {
    const found = this.script.indexOf(of, from)
    return found === -1 ? this.script.length : found
  }
}

/** Keywords behind which a command begins. */
export const opening: ReadonlySet<string> = new Set(
  'if then elif else while until do { ! time'.split(' '),
)
