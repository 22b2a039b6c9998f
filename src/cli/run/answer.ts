import type { RunEvent } from '../../agent/contract.ts'
import { lines } from '../../util/term/visible.ts'
import { wrap } from '../term/wrap.ts'

/** Where the model's words go. */
export interface Answer {
  event(event: RunEvent): void
  /** What comes next from elsewhere begins on a line of its own. */
  pause(): void
  /** The run is over, and these were the model's last words. */
  end(text: string): void
}

/** Only the last message's words, once they are known to be the last: below a live timeline, which shows them as they come. */
export function wholeAnswer(stream: NodeJS.WriteStream): Answer {
  return {
    event: () => {},
    pause: () => {},
    end: (text) => {
      if (text === '') return
      const forPeople = (): string => `\n${wrap(lines(text), stream.columns - 1).join('\n')}`
      stream.write(`${stream.isTTY === true ? forPeople() : text}\n`)
    },
  }
}

/**
 * Every word as it comes, an empty line between messages. A terminal gets nothing that it obeys; a pipe or a file gets the words
 * as they are.
 */
export function streamedAnswer(stream: NodeJS.WriteStream): Answer {
  const shown = stream.isTTY === true ? lines : (text: string): string => text
  let held = ''
  let atLineStart = true
  let spokeBefore = false
  let spoke = false
  const write = (text: string): void => {
    if (text === '') return
    stream.write(text)
    atLineStart = text.endsWith('\n')
  }
  const pause = (): void => {
    write(shown(held))
    held = ''
    if (!atLineStart) write('\n')
  }
  return {
    event: (event) => {
      if (event.type === 'request') {
        pause()
        spokeBefore ||= spoke
        spoke = false
      }
      if (event.type === 'message') pause()
      if (event.type !== 'text' || event.text === '') return
      if (!spoke && spokeBefore) write('\n')
      spoke = true
      const text = held + event.text
      held = unfinished(text)
      write(shown(text.slice(0, text.length - held.length)))
    },
    pause,
    end: (text) => {
      pause()
      // A run of the journal that had its answer gives it again, all at once.
      if (!spoke && text !== '') write(`${shown(text)}\n`)
    },
  }
}

const graphemes: Intl.Segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** Longer than any character that people read. */
const longestHeld = 64

/** The last character of a text, which the next piece may go on with: an accent, the other half of a pair. */
function unfinished(text: string): string {
  const whole = text.replace(/[\ud800-\udbff]$/, '')
  const end = whole.slice(-longestHeld)
  const start = graphemes.segment(end).containing(end.length - 1)?.index ?? 0
  return start === 0 && whole.length > longestHeld
    ? ''
    : text.slice(whole.length - end.length + start)
}

export const noAnswer: Answer = { event: () => {}, pause: () => {}, end: () => {} }
