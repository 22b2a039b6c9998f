import { fstatSync } from 'node:fs'
import { canRedraw, viewFor } from '../progress/choose.ts'
import { quietView } from '../progress/plain.ts'
import type { View } from '../progress/view.ts'
import { noAnswer, streamedAnswer, wholeAnswer, type Answer } from './answer.ts'
import type { RunCommandOptions } from './options.ts'

export interface Output {
  readonly view: View
  readonly answer: Answer
  /** Shows what a tool printed: it is no timeline, and is shown also to people who asked for quiet. */
  readonly printed: (text: string) => void
}

/**
 * The timeline goes to standard error, the model's words to standard output, as they come: on a terminal that shows both, below
 * the timeline until the end.
 */
export function outputFor({
  json = false,
  quiet = false,
  stream = true,
}: RunCommandOptions): Output {
  const { stdout, stderr, env } = process
  const live = !quiet && canRedraw(stderr, env)
  const words = stdout.isTTY === true && !json && stream
  const streams = stream && !(live && words)
  const answer = json ? noAnswer : streams ? streamedAnswer(stdout) : wholeAnswer(stdout)
  const beforeLine = streams && together() ? answer.pause : undefined
  const isQuiet = quiet || (json && !live)
  const view = isQuiet
    ? quietView(stderr, beforeLine)
    : viewFor(stderr, env, { words, ...(beforeLine && { beforeLine }) })
  const printed = (text: string): void => (isQuiet ? view.lines(text.split('\n')) : view.note(text))
  return { view, answer, printed }
}

/** Whether both streams end up on one screen, or in one file. */
function together(): boolean {
  try {
    const [stdout, stderr] = [fstatSync(1), fstatSync(2)]
    return stdout.dev === stderr.dev && stdout.ino === stderr.ino
  } catch {
    // One of them is closed.
    return false
  }
}
