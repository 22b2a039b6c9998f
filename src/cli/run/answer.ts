import type { RunEvent } from '../../agent/contract.ts'
import { lines } from '../../util/term/visible.ts'
import { wrap } from '../term/wrap.ts'

/** Where the answer goes. */
export interface Answer {
  event(event: RunEvent): void
  /** The run is over, and these were the model's last words. */
  end(text: string): void
}

/** Only the last message's words, once they are known to be the last: for pipes, and below a live timeline. */
export function wholeAnswer(stream: NodeJS.WriteStream): Answer {
  return {
    event: () => {},
    end: (text) => {
      if (text === '') return
      const forPeople = (): string => `\n${wrap(lines(text), stream.columns - 1).join('\n')}`
      stream.write(`${stream.isTTY === true ? forPeople() : text}\n`)
    },
  }
}

/** Every word as it comes, for a terminal that shows nothing else; an empty line between messages. */
export function streamedAnswer(stream: NodeJS.WriteStream): Answer {
  let open = false
  let held = ''
  const finish = (after: string): void => {
    if (open) stream.write(lines(held) + after)
    open = false
    held = ''
  }
  return {
    event: (event) => {
      if (event.type === 'text') {
        open = true
        const text = held + event.text
        held = unfinished(text)
        stream.write(lines(text.slice(0, text.length - held.length)))
      }
      if (event.type === 'message' && event.stop.kind !== 'answer') finish('\n\n')
    },
    end: () => finish('\n'),
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

export const noAnswer: Answer = { event: () => {}, end: () => {} }
