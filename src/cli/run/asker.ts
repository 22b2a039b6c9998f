import type { Keyboard } from '../term/keyboard.ts'
import { plural } from '../../util/term/time.ts'
import type { View } from '../progress/view.ts'
import { callPhrase, questionLines, sizeOf, type Question } from '../approve/question.ts'
import type { Clock, TimerHandle } from '../../util/clock.ts'

/** What a person says. */
export type Answer = 'allow' | 'deny'

/** A key that is pressed or held when a question appears was not meant for it. In milliseconds. */
const settleMs = 400

interface Asked {
  readonly question: Question
  /** The journal in which it can be answered from elsewhere, too. */
  readonly file: string | undefined
  readonly resolve: (answer: Answer | undefined) => void
}

/** Asks the person at the terminal: one question after the other, each once, and whole before it can be answered. */
export class Asker {
  readonly #view: View
  readonly #keyboard: Keyboard
  readonly #clock: Clock
  /** The first one is the one that is asked. */
  readonly #asked: Asked[] = []
  #stopListening: (() => void) | undefined
  /** Runs until the question may be answered. */
  #settling: TimerHandle | undefined

  constructor(view: View, keyboard: Keyboard, clock: Clock) {
    this.#view = view
    this.#keyboard = keyboard
    this.#clock = clock
  }

  /** Resolves with the answer; with undefined once the signal says that none is wanted any more. */
  ask(question: Question, signal: AbortSignal, file?: string): Promise<Answer | undefined> {
    return new Promise((resolve) => {
      if (signal.aborted) return resolve(undefined)
      const onAbort = (): void => this.#end(asked, undefined)
      const asked: Asked = {
        question,
        file,
        resolve: (answer) => {
          signal.removeEventListener('abort', onAbort)
          resolve(answer)
        },
      }
      signal.addEventListener('abort', onAbort)
      this.#asked.push(asked)
      if (this.#asked.length === 1) this.#show()
    })
  }

  #show(): void {
    const [first] = this.#asked
    if (first === undefined) return
    this.#view.lines(questionLines(first.question, this.#view.columns, first.file))
    this.#stopListening ??= this.#keyboard.listen((key) => this.#onKey(key))
    this.#settle()
  }

  #settle(): void {
    this.#clearTimer()
    this.#settling = this.#clock.setTimer(() => this.#prompt(), settleMs, undefined)
  }

  #prompt(): void {
    this.#settling = undefined
    const [first, ...rest] = this.#asked
    if (first === undefined) return
    const { question } = first
    const more = rest.length === 0 ? '' : ` (${plural(rest.length, 'more call')} to decide on.)`
    this.#view.prompt([
      `Allow ${callPhrase(question)}, with the ${sizeOf(question.input)} of arguments above?`,
      `Press y or n.${more}`,
    ])
  }

  #onKey(key: string): void {
    const [first] = this.#asked
    if (this.#settling !== undefined) this.#settle()
    else if (first !== undefined && /^[yn]$/i.test(key))
      this.#end(first, key.toLowerCase() === 'y' ? 'allow' : 'deny')
  }

  #end(asked: Asked, answer: Answer | undefined): void {
    const at = this.#asked.indexOf(asked)
    if (at < 0) return
    this.#asked.splice(at, 1)
    if (at === 0) {
      this.#clearTimer()
      this.#view.prompt([])
      this.#show()
    }
    if (this.#asked.length === 0) {
      this.#stopListening?.()
      this.#stopListening = undefined
    }
    asked.resolve(answer)
  }

  #clearTimer(): void {
    if (this.#settling !== undefined) this.#clock.clearTimer(this.#settling)
    this.#settling = undefined
  }
}
