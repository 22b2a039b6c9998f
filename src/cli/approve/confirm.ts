import { createInterface } from 'node:readline'
import { print } from '../term/print.ts'

/** Whether somebody can be asked: who does not see the question must not answer it. */
export function canConfirm(): boolean {
  return process.stdin.isTTY === true && process.stdout.isTTY === true
}

/** Asks for a line, and is told yes by `y` or `yes` alone: not by an empty line, an end of the input, or anything else. */
export function confirm(question: string): Promise<boolean> {
  // The terminal edits the line and obeys Ctrl-C itself.
  const reader = createInterface({ input: process.stdin, terminal: false })
  process.stdout.write(`${question} y/N `)
  return new Promise((resolve) => {
    reader.once('line', (line) => {
      resolve(/^\s*y(?:es)?\s*$/i.test(line))
      reader.close()
    })
    reader.once('close', () => {
      print()
      resolve(false)
    })
  })
}
