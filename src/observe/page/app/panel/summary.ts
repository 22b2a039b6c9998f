import { h, type ComponentChild } from 'preact'
import { useMemo } from 'preact/hooks'
import { oneLine, visible } from '../../../../util/term/visible.ts'
import type { RunBottleneck } from '../../picture/bottlenecks.ts'
import type { TimeShare } from '../../picture/time-shares.ts'
import { lengthText } from '../../picture/time-text.ts'
import { waitTitle } from '../../picture/words.ts'
import type { App } from '../state/app.ts'

const kindNames = { model: 'Model', attempt: 'Tools', wait: 'Waits', between: 'Between' } as const
const kindClasses = {
  model: 'of-model',
  attempt: 'of-tools',
  wait: 'of-waits',
  between: 'of-rest',
} as const
type Kind = keyof typeof kindNames

/** What a run's time hung on, what calls waited for, what could have been together, and what went wrong around it. */
export function Summary({ app }: { readonly app: App }): ComponentChild {
  const { picture, markedBy } = app
  return useMemo(() => summaryOf(app), [picture, markedBy])
}

function summaryOf(app: App): ComponentChild {
  const { shares, bottlenecks, lanes, ending, nowMs } = app.picture
  const whole = shares.reduce((sum, { totalMs }) => sum + totalMs, 0)
  const warnings = [
    ...(ending?.warnings ?? []),
    ...lanes.flatMap(({ turns }) => turns.flatMap((turn) => turn.warnings)),
  ]
  if (lanes.length === 0) return h('p', { class: 'hint' }, 'There is nothing to add up yet.')
  return h('div', { class: 'columns' }, [
    h('section', null, [
      h('h3', null, 'What the time hung on'),
      h(
        'p',
        { class: 'hint' },
        `The critical path of ${lengthText(nowMs)}: had any of this been shorter, the run would have been.`,
      ),
      h(Split, { shares, whole }),
      h(
        'ul',
        { class: 'shares' },
        shares
          .slice(0, 14)
          .map((share) =>
            h('li', { key: share.kind + share.name }, h(Share, { app, share, whole })),
          ),
      ),
    ]),
    h('section', null, [
      h('h3', null, 'What calls waited for'),
      bottlenecks.length === 0
        ? h('p', { class: 'hint' }, 'No call waited for another, for a limit or for a retry.')
        : h('p', { class: 'hint' }, 'Added up over calls; not all of it cost the run time.'),
      h(
        'ul',
        { class: 'shares' },
        bottlenecks.map((one) =>
          h(
            'li',
            { key: `${one.reason} ${one.detail}` },
            h(Lost, { app, one, most: bottlenecks[0]?.totalMs ?? 1 }),
          ),
        ),
      ),
      app.missed.length > 0 && [
        h('h3', null, 'Could have run together'),
        h(
          'ul',
          { class: 'notes' },
          app.missed.map(({ turns: [earlier, later], why }) =>
            h(
              'li',
              { key: `${earlier} ${later}` },
              h(
                'button',
                { type: 'button', class: 'link', onClick: () => showTurn(app, earlier) },
                `Turn ${later} with turn ${earlier}`,
              ),
              `: ${oneLine(why)}`,
            ),
          ),
        ),
      ],
      warnings.length > 0 && [
        h('h3', null, 'Warnings'),
        h(
          'ul',
          { class: 'notes' },
          [...new Set(warnings)]
            .slice(0, 50)
            .map((text) => h('li', { key: text }, oneLine(String(text)))),
        ),
      ],
    ]),
  ])
}

function showTurn(app: App, turn: number): void {
  const lane = app.picture.lanes.find((lane) => lane.turn === turn)
  app.focus(lane?.models[0] ?? lane?.calls[0])
}

/** Model, tools and waits as parts of one bar. */
function Split({
  shares,
  whole,
}: {
  readonly shares: readonly TimeShare[]
  readonly whole: number
}): ComponentChild {
  const sums = new Map<Kind, number>()
  for (const { kind, totalMs } of shares) sums.set(kind, (sums.get(kind) ?? 0) + totalMs)
  const parts = (Object.keys(kindNames) as Kind[]).flatMap((kind) => {
    const ms = sums.get(kind) ?? 0
    return ms > 0 ? [{ kind, ms, percent: (100 * ms) / Math.max(whole, 1e-9) }] : []
  })
  return h('div', null, [
    h(
      'div',
      { class: 'split', 'aria-hidden': 'true' },
      parts.map(({ kind, ms }) =>
        h('i', { key: kind, class: kindClasses[kind], style: { flexGrow: ms } }),
      ),
    ),
    h(
      'p',
      { class: 'split-words' },
      parts.map(({ kind, ms, percent }) =>
        h('span', { key: kind }, [
          h('i', { class: `dot ${kindClasses[kind]}` }),
          `${kindNames[kind]} ${Math.round(percent)} % `,
          h('small', null, lengthText(ms)),
        ]),
      ),
    ),
  ])
}

function Share({
  app,
  share,
  whole,
}: {
  readonly app: App
  readonly share: TimeShare
  readonly whole: number
}): ComponentChild {
  const { kind, name, totalMs, steps } = share
  const first = steps[0]?.wait
  const label =
    kind === 'model'
      ? 'Model requests'
      : kind === 'between'
        ? 'Between turns'
        : kind === 'wait'
          ? `Wait: ${first ? waitTitle({ ...first, detail: undefined }) : name}`
          : visible(name)
  const by = `share ${kind} ${name}`
  return h(
    'button',
    {
      type: 'button',
      class: 'share',
      'aria-pressed': app.markedBy === by,
      disabled: steps.length === 0,
      onClick: () =>
        app.mark(
          steps.map(({ row }) => row),
          by,
        ),
    },
    [
      h('span', { class: 'label' }, [
        label,
        steps.length > 1 && h('small', null, ` ×${steps.length}`),
      ]),
      h('span', { class: 'figure' }, lengthText(totalMs)),
      h(
        'span',
        { class: 'meter' },
        h('i', {
          class: kindClasses[kind],
          style: { width: `${(100 * totalMs) / Math.max(whole, 1e-9)}%` },
        }),
      ),
    ],
  )
}

function Lost({
  app,
  one,
  most,
}: {
  readonly app: App
  readonly one: RunBottleneck
  readonly most: number
}): ComponentChild {
  const { reason, detail, calls, totalMs, rows } = one
  const words = waitTitle({ reason, detail, startMs: 0 })
  const by = `lost ${reason} ${detail}`
  return h(
    'button',
    {
      type: 'button',
      class: 'share',
      'aria-pressed': app.markedBy === by,
      disabled: rows.length === 0,
      onClick: () => app.mark(rows, by),
    },
    [
      h('span', { class: 'label' }, [
        words.replace(/^./, (letter) => letter.toUpperCase()),
        calls > 1 && h('small', null, ` ×${calls}`),
      ]),
      h('span', { class: 'figure' }, lengthText(totalMs)),
      h(
        'span',
        { class: 'meter' },
        h('i', {
          class: 'of-waits',
          style: { width: `${(100 * totalMs) / Math.max(most, 1e-9)}%` },
        }),
      ),
    ],
  )
}
