import { h, type ComponentChild } from 'preact'
import { oneLine } from '../../../../util/term/visible.ts'
import type { CallRow, WaitStretch } from '../../../timeline/row.ts'
import { lengthText } from '../../picture/time-text.ts'
import { titleOf, waitWords } from '../../picture/words.ts'
import { attemptKind, waitKind } from '../paint/kinds.ts'
import { Swatch } from '../frame/swatch.ts'
import type { App } from '../state/app.ts'

/** So long a wait is worth a line, in milliseconds. */
const shortestMs = 0.5

export function Waits({ app, row }: { readonly app: App; readonly row: CallRow }): ComponentChild {
  const { nowMs } = app.picture
  const waits = row.waits.filter(
    ({ reason, startMs, endMs = nowMs }) => reason !== undefined && endMs - startMs >= shortestMs,
  )
  if (waits.length === 0) return null
  return h('div', null, [
    h('h4', null, 'Waits'),
    h(
      'ul',
      { class: 'stretches' },
      waits.map((wait) => {
        const lengthMs = (wait.endMs ?? nowMs) - wait.startMs
        return h('li', { key: wait.startMs }, [
          h(Swatch, { app, texture: waitKind(wait), colour: waitKind(wait) }),
          h('span', null, [
            `${lengthText(lengthMs)} ${waitWords(wait)}`,
            h(Blocker, { app, wait, row }),
          ]),
          h('small', null, `from ${lengthText(wait.startMs)} on`),
        ])
      }),
    ),
  ])
}

/** Who was in the way; opens that call. */
function Blocker({
  app,
  wait,
  row,
}: {
  readonly app: App
  readonly wait: WaitStretch
  readonly row: CallRow
}): ComponentChild {
  const { by } = wait
  if (by === undefined) return null
  const blocker = app.picture.blockerOf(row, wait)
  if (blocker === undefined) return h('small', null, ` (in the way: call ${oneLine(by.callId)})`)
  return h('span', null, [
    ' — in the way: ',
    h(
      'button',
      { type: 'button', class: 'link', onClick: () => app.choose(blocker) },
      titleOf(blocker),
    ),
  ])
}

export function Attempts({
  app,
  row,
}: {
  readonly app: App
  readonly row: CallRow
}): ComponentChild {
  const { nowMs } = app.picture
  if (row.attempts.length === 0)
    return h('div', null, [
      h('h4', null, 'Attempts'),
      h('p', { class: 'hint' }, 'It never started.'),
    ])
  return h('div', null, [
    h('h4', null, 'Attempts'),
    h(
      'ul',
      { class: 'stretches' },
      row.attempts.map((attempt, at) => {
        const { startMs, endMs = nowMs, number, fault } = attempt
        const kind = attemptKind(row, attempt)
        const isHedge = row.attempts.some(
          (other, before) => before < at && (other.endMs ?? nowMs) > startMs,
        )
        const isEarly = startMs < committedMs(app, row)
        const notes = [
          isHedge && 'a hedge, beside the one before',
          isEarly && 'began before its message was complete',
        ]
        return h('li', { key: number }, [
          h(Swatch, { app, colour: kind, texture: undefined }),
          h('span', null, [
            `${number}: ${lengthText(endMs - startMs)}, ${kind}`,
            ...notes.map((note) => note !== false && h('small', null, ` — ${note}`)),
            fault !== undefined && h('small', { class: 'bad' }, ` — ${oneLine(fault)}`),
          ]),
          h('small', null, `from ${lengthText(startMs)} on`),
        ])
      }),
    ),
  ])
}

function committedMs({ picture }: App, { turnId }: CallRow): number {
  for (const { turns } of picture.lanes)
    for (const turn of turns) if (turn.turnId === turnId) return turn.committedMs ?? -Infinity
  return -Infinity
}
