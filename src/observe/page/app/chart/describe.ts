import type { Row } from '../../../timeline/row.ts'
import { endOf, startOf } from '../../picture/lanes.ts'
import { lengthText, tokensText } from '../../picture/time-text.ts'
import { titleOf, waitWords } from '../../picture/words.ts'
import type { App } from '../state/app.ts'

/** A bar in a sentence or two, for those who do not see it. */
export function describe(app: App, row: Row): string {
  return [titleOf(row), ...factsOf(app, row)].join('. ')
}

/** What is most worth knowing of a bar, a line each. */
export function factsOf({ picture }: App, row: Row): string[] {
  const { nowMs, ending, path } = picture
  const [startMs, endMs] = [startOf(row), endOf(row, nowMs)]
  const isOpen = (row.kind === 'model' ? row.endMs : row.settledMs) === undefined
  const took = `${lengthText(endMs - startMs)}, from ${lengthText(startMs)} on`
  const facts = [isOpen && ending === undefined ? `under way for ${took}` : took]
  if (row.kind === 'model') {
    const first = picture.firstMs.get(row)
    if (first !== undefined) facts.push(`first piece after ${lengthText(first - row.startMs)}`)
    if (row.usage !== undefined)
      facts.push(
        `${tokensText(row.usage.inputTokens)} tokens in, ${tokensText(row.usage.outputTokens)} out`,
      )
    if (row.state === 'failed') facts.push(row.stop?.message ?? 'no message came')
  } else {
    const { attempts, waits } = row
    facts.unshift(
      picture.stateOf(row) + (attempts.length > 1 ? `, ${attempts.length} attempts` : ''),
    )
    for (const wait of waits) {
      const length = (wait.endMs ?? nowMs) - wait.startMs
      if (wait.reason !== undefined && length >= 1)
        facts.push(`waited ${lengthText(length)} ${waitWords(wait)}`)
    }
    if (row.fault !== undefined) facts.push(row.fault.message)
  }
  const onPath = path.reduce(
    (sum, step) => sum + (step.row === row ? step.endMs - step.startMs : 0),
    0,
  )
  if (onPath > 0) facts.push(`${lengthText(onPath)} of it on the critical path`)
  return facts
}
