import type { RunEvent } from '../../agent/contract.ts'
import { lines } from '../term/text.ts'
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
  return {
    event: (event) => {
      if (event.type === 'text') {
        open = true
        stream.write(lines(event.text))
      }
      if (event.type === 'message' && event.stop.kind !== 'answer' && open) {
        open = false
        stream.write('\n\n')
      }
    },
    end: () => void (open && stream.write('\n')),
  }
}

export const noAnswer: Answer = { event: () => {}, end: () => {} }
