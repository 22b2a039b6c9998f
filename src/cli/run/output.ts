import { canRedraw, viewFor } from '../progress/choose.ts'
import { quietView } from '../progress/plain.ts'
import type { View } from '../progress/view.ts'
import { noAnswer, streamedAnswer, wholeAnswer, type Answer } from './answer.ts'
import type { RunCommandOptions } from './options.ts'

export interface Output {
  readonly view: View
  readonly answer: Answer
}

/** The timeline goes to standard error, the answer to standard output, so that the answer alone can be piped. */
export function outputFor({ json = false, quiet = false }: RunCommandOptions): Output {
  const { stdout, stderr, env } = process
  const live = !quiet && canRedraw(stderr, env)
  const words = stdout.isTTY === true && !json
  const hidden = quiet || (json && !live)
  return {
    view: hidden ? quietView(stderr) : viewFor(stderr, env, { words }),
    answer: json ? noAnswer : words && !live ? streamedAnswer(stdout) : wholeAnswer(stdout),
  }
}
