import { h, type ComponentChild } from 'preact'
import { boundaryBefore } from '../../../../util/cut-text.ts'
import { lines, visible } from '../../../../util/term/visible.ts'
import type { CallRow } from '../../../timeline/row.ts'
import { contentText, shortText } from '../../picture/value-text.ts'
import { endOf } from '../../picture/lanes.ts'
import type { Entry } from '../../picture/conversation.ts'
import { lengthText } from '../../picture/time-text.ts'
import type { App } from '../state/app.ts'

interface EntryProps {
  readonly app: App
  readonly entry: Entry
  readonly isOpen: boolean
  onUnfold(): void
}

/** Longer texts are folded. */
const longest = 700

const speakers = {
  asked: 'Asked',
  thought: 'Reasoning',
  said: 'Model',
  noted: 'Told the model',
  broken: 'No good message',
} as const

export function EntryView(props: EntryProps): ComponentChild {
  const { app, entry } = props
  if (entry.kind === 'turn')
    return h(
      'h3',
      { class: 'turn' },
      entry.lane.announced || app.picture.header?.of !== 'run'
        ? `Turn ${entry.lane.turn}`
        : 'Inner turn',
    )
  return entry.kind === 'call'
    ? h(CallEntry, { app, row: entry.row })
    : h(Words, { ...props, entry })
}

function Words({
  app,
  entry,
  isOpen,
  onUnfold,
}: EntryProps & { readonly entry: Extract<Entry, { readonly text: string }> }): ComponentChild {
  const { text, kind, row } = entry
  const isFolded = !isOpen && text.length > longest
  const shown = isFolded ? `${text.slice(0, boundaryBefore(text, longest))}…` : text
  return h(
    'div',
    { class: `words is-${kind}`, 'data-chosen': row !== undefined && app.chosen === row },
    [
      h(
        'p',
        { class: 'who' },
        row === undefined
          ? speakers[kind]
          : h(
              'button',
              { type: 'button', class: 'link', onClick: () => app.choose(row) },
              speakers[kind],
            ),
      ),
      h('p', { class: 'text' }, lines(shown)),
      isFolded &&
        h(
          'button',
          { type: 'button', class: 'link', onClick: onUnfold },
          `Show all ${text.length.toLocaleString('en-US')} characters`,
        ),
    ],
  )
}

function CallEntry({ app, row }: { readonly app: App; readonly row: CallRow }): ComponentChild {
  const { state, content, fault } = row
  const result = fault?.message ?? (content === undefined ? '' : contentText(content))
  return h(
    'button',
    {
      type: 'button',
      class: 'call',
      'data-chosen': app.chosen === row,
      'data-dim': app.marked !== undefined && !app.marked.has(row),
      'aria-pressed': app.chosen === row,
      onClick: () => app.choose(row),
      onMouseEnter: () => app.hover(row),
      onMouseLeave: () => app.hover(undefined),
    },
    [
      h('span', { class: 'head' }, [
        h('strong', null, visible(row.name)),
        h(
          'span',
          { class: `chip is-${state}` },
          state === 'ok'
            ? lengthText(endOf(row, app.picture.nowMs) - row.receivedMs)
            : app.picture.stateOf(row).split(/[,:]/)[0],
        ),
      ]),
      h('code', null, shortText(row.input)),
      result !== '' &&
        h('code', { class: state === 'ok' ? 'result' : 'result bad' }, shortText(result)),
    ],
  )
}
