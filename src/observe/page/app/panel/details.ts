import { h, type ComponentChildren, type ComponentChild } from 'preact'
import { lines, oneLine, visible } from '../../../../util/term/visible.ts'
import type { CallRow, ModelRow } from '../../../timeline/row.ts'
import { endOf } from '../../picture/lanes.ts'
import { lengthText } from '../../picture/time-text.ts'
import { contentText, valueText } from '../../picture/value-text.ts'
import { titleOf } from '../../picture/words.ts'
import type { App } from '../state/app.ts'
import { Attempts, Waits } from './stretches.ts'

/** All that is known of the bar that is open. */
export function Details({ app }: { readonly app: App }): ComponentChild {
  const { chosen } = app
  if (chosen === undefined)
    return h(
      'p',
      { class: 'hint' },
      'Nothing is open. Press a bar, or move to one with the arrow keys and press Enter.',
    )
  const isCall = chosen.kind === 'call'
  const state = isCall ? chosen.state : chosen.state === 'failed' ? 'failed' : chosen.state
  return h(
    'article',
    { id: 'details', class: 'details', tabIndex: -1, 'aria-label': titleOf(chosen) },
    [
      h('header', null, [
        h('h3', null, isCall ? visible(chosen.name) : 'Model request'),
        h('span', { class: `chip is-${state}` }, app.picture.stateOf(chosen)),
        h(
          'span',
          { class: 'hint' },
          isCall
            ? `call ${chosen.index + 1}${chosen.turn === undefined ? '' : ` of turn ${chosen.turn}`}`
            : `turn ${chosen.turn}`,
        ),
        h(
          'button',
          { type: 'button', class: 'link end', onClick: () => app.zoomTo(chosen) },
          'Zoom to it',
        ),
        h(
          'button',
          { type: 'button', class: 'link', onClick: () => app.choose(undefined) },
          'Close',
        ),
      ]),
      isCall ? h(CallDetails, { app, row: chosen }) : h(ModelDetails, { app, row: chosen }),
    ],
  )
}

/** What a journal does not keep. */
const unkept = 'not kept'

function endText({ settledMs }: CallRow): string {
  return settledMs === undefined ? 'not yet' : lengthText(settledMs)
}

function CallDetails({ app, row }: { readonly app: App; readonly row: CallRow }): ComponentChild {
  const { nowMs } = app.picture
  const worked = row.attempts.reduce(
    (sum, { startMs, endMs = nowMs }) => sum + Math.max(0, endMs - startMs),
    0,
  )
  const { fault } = row
  return h('div', { class: 'columns' }, [
    h('section', null, [
      h(Facts, {
        facts: [
          ['Took', row.unkept === true ? unkept : lengthText(endOf(row, nowMs) - row.receivedMs)],
          ['In attempts', row.unkept === true ? unkept : lengthText(worked)],
          ['Came in at', lengthText(row.receivedMs)],
          ['Ended at', row.unkept === true ? unkept : endText(row)],
          ['Call id', h('code', null, visible(row.callId))],
          ['Turn id', h('code', null, visible(row.turnId))],
          ...(row.restored ? ([['Result', 'from the journal: it ran before']] as const) : []),
        ],
      }),
      h(Waits, { app, row }),
      h(Attempts, { app, row }),
    ]),
    h('section', null, [
      fault !== undefined && [
        h('h4', null, ['Error ', h('code', null, oneLine(fault.code))]),
        h('pre', { class: 'bad', tabIndex: 0 }, lines(fault.message)),
        fault.cause !== undefined &&
          h('pre', { tabIndex: 0, 'aria-label': 'What was thrown' }, valueText(fault.cause)),
      ],
      h('h4', null, row.changed ? 'Input, as it was changed when it was approved' : 'Input'),
      h('pre', { tabIndex: 0, 'aria-label': 'Input' }, valueText(row.input) || '(none)'),
      row.content !== undefined && [
        h('h4', null, 'What the model was told'),
        h(
          'pre',
          { tabIndex: 0, 'aria-label': 'What the model was told' },
          contentText(row.content) || '(nothing)',
        ),
      ],
    ]),
  ])
}

function ModelDetails({ app, row }: { readonly app: App; readonly row: ModelRow }): ComponentChild {
  const { nowMs, firstMs } = app.picture
  const first = firstMs.get(row)
  return h('div', { class: 'columns' }, [
    h('section', null, [
      h(Facts, {
        facts: [
          ['Took', lengthText(endOf(row, nowMs) - row.startMs)],
          [
            'First piece after',
            first === undefined ? 'none came' : lengthText(first - row.startMs),
          ],
          ['Sent at', lengthText(row.startMs)],
          ['Complete at', row.endMs === undefined ? 'not yet' : lengthText(row.endMs)],
          ['Tokens in', row.usage?.inputTokens.toLocaleString('en-US') ?? 'not known'],
          ['Tokens out', row.usage?.outputTokens.toLocaleString('en-US') ?? 'not known'],
          ['Calls', String(row.calls)],
          ['Ended', row.stop === undefined ? 'not known' : oneLine(row.stop.message)],
        ],
      }),
    ]),
    h('section', null, [
      row.heard !== '' && [
        h('h4', null, 'Said by people'),
        h('pre', { class: 'prose', tabIndex: 0 }, lines(row.heard)),
      ],
      row.reasoned !== '' && [
        h('h4', null, 'Reasoning'),
        h('pre', { class: 'prose', tabIndex: 0 }, lines(row.reasoned)),
      ],
      h('h4', null, 'Message'),
      h(
        'pre',
        { class: 'prose', tabIndex: 0, 'aria-label': 'Message' },
        lines(row.said) || '(no words beside its calls)',
      ),
    ]),
  ])
}

type Fact = readonly [string, ComponentChildren]

function Facts({ facts }: { readonly facts: readonly Fact[] }): ComponentChild {
  return h(
    'dl',
    { class: 'facts' },
    facts.map(([name, value]) =>
      h('div', { key: name }, [h('dt', null, name), h('dd', null, value)]),
    ),
  )
}
