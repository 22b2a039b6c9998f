import { Cursor, expansion, unreadable } from './cursor.ts'

/** One program with its arguments, as a shell would start it. */
export interface SimpleCommand {
  /** Without their quotes; what only the shell knows, such as a variable, stands as `expansion`. */
  readonly words: readonly string[]
  /** The files into which its output goes. */
  readonly writesTo: readonly string[]
  /** It is given the output of the one before. */
  readonly isPiped: boolean
}

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

const mostNested = 16
/** Output into these leaves nothing. */
const nowhere: RegExp = /^\/dev\/(?:null|stdout|stderr|tty|fd\/[012])$/

class Splitter {
  private readonly cursor: Cursor
  private readonly commands: SimpleCommand[]

  constructor(script: string, commands: SimpleCommand[]) {
    this.cursor = new Cursor(script)
    this.commands = commands
  }

  /** Reads up to the closing bracket, or to the end. */
  list(isBracketed = false, nested = 0): void {
    if (nested > mostNested) throw unreadable
    const { cursor } = this
    const substitute = (): void => this.list(true, nested + 1)
    let words: string[] = []
    let writesTo: string[] = []
    let isPiped = false
    let isTest = false
    const finish = (length: number, pipes = false): void => {
      cursor.at += length
      if (words.length > 0 || writesTo.length > 0) this.commands.push({ words, writesTo, isPiped })
      ;[words, writesTo, isPiped, isTest] = [[], [], pipes, false]
    }
    for (;;) {
      const char = cursor.script.charAt(cursor.at)
      if (char === '') {
        if (isBracketed) throw unreadable
        return finish(0)
      }
      if (char === ' ' || char === '\t' || char === '\r') cursor.at += 1
      else if (cursor.isNext('\\\n')) cursor.at += 2
      else if (isTest && '<>()&|'.includes(char)) cursor.at += 1
      else if (char === '#') cursor.at = cursor.end('\n')
      else if (char === '\n') {
        finish(1)
        cursor.skipHeredocs()
      } else if (cursor.isNext(';;')) throw unreadable
      else if (cursor.isNext('&&') || cursor.isNext('||')) finish(2)
      else if (char === ';') finish(1)
      else if (char === '|') finish(cursor.isNext('|&') ? 2 : 1, true)
      else if (char === '<' || char === '>' || cursor.isNext('&>'))
        this.redirect(words, writesTo, substitute)
      // Something that goes on while the next begins.
      else if (char === '&') throw unreadable
      else if (char === '(') {
        // A function, an array or arithmetic.
        if (words.some((word) => !opening.has(word)) || cursor.isNext('((')) throw unreadable
        cursor.at += 1
        substitute()
      } else if (char === ')') {
        if (!isBracketed) throw unreadable
        return finish(1)
      } else {
        const from = cursor.at
        const word = cursor.word(substitute)
        const isStream = /^\d$/.test(word) && '<>'.includes(cursor.script.charAt(cursor.at) || ' ')
        if (isStream) continue
        const isKeyword =
          cursor.script.slice(from, cursor.at) === '[[' && words.every((each) => opening.has(each))
        isTest = (isTest || isKeyword) && word !== ']]'
        words.push(word)
      }
    }
  }

  private redirect(words: string[], writesTo: string[], substitute: () => void): void {
    const { cursor } = this
    const sign = /&>>?|<<<|<<-?|[<>]\(|<>|[<>]&|>>|>\||[<>]/y
    sign.lastIndex = cursor.at
    const [found = ''] = sign.exec(cursor.script) ?? []
    cursor.at += found.length
    if (found === '>(') throw unreadable
    if (found === '<(') {
      substitute()
      words.push(expansion)
      return
    }
    while (' \t'.includes(cursor.script.charAt(cursor.at) || '.')) cursor.at += 1
    const from = cursor.at
    const target = cursor.word(substitute)
    if (target === '') throw unreadable
    if (found.startsWith('<<') && found !== '<<<')
      cursor.heredocs.push({
        end: target,
        isPlain: /['"\\]/.test(cursor.script.slice(from, cursor.at)),
      })
    else if (found === '<') words.push(target)
    else if (found === '<<<' || found === '<&') return
    else if (!nowhere.test(target) && !(found === '>&' && /^[\d-]+$/.test(target)))
      writesTo.push(target)
  }
}

/** Keywords behind which a command begins. */
export const opening: ReadonlySet<string> = new Set(
  'if then elif else while until do { ! time'.split(' '),
)
