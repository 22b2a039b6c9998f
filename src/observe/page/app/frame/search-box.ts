import { h, type ComponentChild } from 'preact'
import type { App } from '../state/app.ts'

/** Searches names, ids, inputs, results, errors and words. */
export function SearchBox({ app }: { readonly app: App }): ComponentChild {
  const { query, matches, matchAt } = app
  const count =
    query.trim() === ''
      ? ''
      : matches.length === 0
        ? 'none'
        : `${matchAt + 1} of ${matches.length.toLocaleString('en-US')}`
  return h('div', { class: 'search', role: 'search' }, [
    h('input', {
      id: 'search',
      type: 'search',
      placeholder: 'Search  /',
      'aria-label': 'Search names, ids, inputs, results and errors',
      autocomplete: 'off',
      spellcheck: false,
      value: query,
      onInput: (event: Event) => app.search((event.target as HTMLInputElement).value),
      onKeyDown: (event: KeyboardEvent) => {
        if (event.key !== 'Enter') return
        event.preventDefault()
        app.step(event.shiftKey ? -1 : 1)
      },
    }),
    h('output', { 'aria-live': 'polite' }, count),
    query !== '' && [
      h(
        'button',
        {
          type: 'button',
          class: 'square',
          'aria-label': 'Match before',
          onClick: () => app.step(-1),
        },
        '↑',
      ),
      h(
        'button',
        { type: 'button', class: 'square', 'aria-label': 'Next match', onClick: () => app.step(1) },
        '↓',
      ),
    ],
  ])
}
