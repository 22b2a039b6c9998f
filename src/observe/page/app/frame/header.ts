import { h, type ComponentChild } from 'preact'
import { oneLine } from '../../../../util/term/visible.ts'
import { lengthText, tokensText } from '../../picture/time-text.ts'
import type { App } from '../state/app.ts'
import type { Theming } from '../state/theme.ts'
import { SearchBox } from './search-box.ts'

/** What the run was, how it ended, and what it came to. */
export function Header({
  app,
  theming,
}: {
  readonly app: App
  readonly theming: Theming
}): ComponentChild {
  const { header, totals, nowMs } = app.picture
  const title = header?.question ?? (header === undefined ? 'A run' : `Run ${header.id}`)
  const of =
    header?.of === 'journal'
      ? 'from a journal'
      : header?.of === 'engine'
        ? 'turns of an engine'
        : undefined
  const facts = [header?.id, header?.model, header && started(header.startedAtMs), of].filter(
    (fact) => fact !== undefined && fact !== '',
  )
  return h('header', { class: 'top' }, [
    h('div', { class: 'what' }, [
      h('div', { class: 'title' }, [
        h('h1', { title: oneLine(title) }, oneLine(title)),
        h(Outcome, { app }),
      ]),
      h('p', { class: 'hint' }, oneLine(facts.join(' · '))),
    ]),
    h('dl', { class: 'totals' }, [
      figure('Time', lengthText(nowMs)),
      figure('Turns', totals.turns.toLocaleString('en-US')),
      figure(
        'Calls',
        totals.calls.toLocaleString('en-US'),
        totals.notOk > 0 ? `${totals.notOk} not ok` : '',
      ),
      figure('Tools, one by one', lengthText(totals.toolMs)),
      totals.inputTokens + totals.outputTokens > 0 &&
        figure('Tokens', `${tokensText(totals.inputTokens)} → ${tokensText(totals.outputTokens)}`),
    ]),
    h('div', { class: 'tools' }, [
      h(SearchBox, { app }),
      h(
        'button',
        {
          type: 'button',
          class: 'square',
          'aria-label': `Colours: ${theming.theme}`,
          title: `Colours: ${theming.theme}`,
          onClick: () => {
            theming.next()
            app.changed()
          },
        },
        { auto: '◐', light: '○', dark: '●' }[theming.theme],
      ),
      h(
        'button',
        {
          type: 'button',
          class: 'square',
          'aria-label': 'Keys and legend',
          title: 'Keys (?)',
          onClick: () => {
            app.help = true
            app.changed()
          },
        },
        '?',
      ),
    ]),
  ])
}

function figure(name: string, value: string, note = ''): ComponentChild {
  return h('div', { key: name }, [
    h('dt', null, name),
    h('dd', null, [value, note !== '' && h('small', null, ` ${note}`)]),
  ])
}

function started(atMs: number): string {
  const date = new Date(atMs)
  return Number.isNaN(date.getTime())
    ? ''
    : `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

const good = new Set(['answered', 'tool'])

function Outcome({ app }: { readonly app: App }): ComponentChild {
  const { ending, rows } = app.picture
  if (ending !== undefined)
    return h(
      'span',
      { class: `chip ${good.has(ending.outcome) ? 'is-ok' : 'is-timed-out'}` },
      oneLine(String(ending.outcome)).slice(0, 40),
    )
  const live = {
    connecting: 'connecting…',
    open: 'live',
    lost: 'connection lost, trying again…',
    ended: 'over',
    none: '',
  }[app.connection]
  if (live !== '')
    return h(
      'span',
      { class: `chip ${app.connection === 'lost' ? 'is-failed' : 'is-running'}`, role: 'status' },
      live,
    )
  return h(
    'span',
    { class: 'chip is-unknown' },
    rows.length === 0 ? 'empty' : 'the trace breaks off',
  )
}
