import { h, type ComponentChild } from 'preact'
import { waitKind, waitKinds, waitKindWords, attemptKind } from '../draw/kinds.ts'
import type { Picture } from '../../picture/picture.ts'
import type { Colour } from '../draw/palette.ts'
import type { Texture } from '../draw/patterns.ts'
import type { App } from '../state/app.ts'
import { Swatch } from './swatch.ts'

interface Key {
  readonly words: string
  readonly colour: Colour
  readonly texture: Texture | undefined
}

/** What the colours and textures mean that there are in this run, and what can be switched. */
export function Toolbar({ app }: { readonly app: App }): ComponentChild {
  const toggle = (name: string, key: string, isOn: boolean, act: () => void): ComponentChild =>
    h(
      'button',
      {
        type: 'button',
        class: 'switch',
        'aria-pressed': isOn,
        title: `Key: ${key}`,
        onClick: () => {
          act()
          app.changed()
        },
      },
      name,
    )
  return h('div', { class: 'toolbar' }, [
    h(
      'ul',
      { class: 'legend', 'aria-label': 'Legend' },
      legendOf(app.picture).map((key) =>
        h('li', { key: key.words }, [
          h(Swatch, { app, colour: key.colour, texture: key.texture }),
          key.words,
        ]),
      ),
    ),
    h('div', { class: 'switches' }, [
      toggle('Critical path', 'c', app.showPath, () => {
        app.showPath = !app.showPath
      }),
      toggle('Who was in the way', 'w', app.showArrows, () => {
        app.showArrows = !app.showArrows
      }),
      h('span', { class: 'zoom' }, [
        h(
          'button',
          {
            type: 'button',
            class: 'square',
            'aria-label': 'Further away',
            title: 'Key: −',
            onClick: () => app.zoom(1.6),
          },
          '−',
        ),
        h(
          'button',
          {
            type: 'button',
            class: 'square wide',
            title: 'Key: f',
            'aria-pressed': app.fits,
            onClick: () => app.fit(),
          },
          'Fit',
        ),
        h(
          'button',
          {
            type: 'button',
            class: 'square',
            'aria-label': 'Closer',
            title: 'Key: +',
            onClick: () => app.zoom(1 / 1.6),
          },
          '+',
        ),
      ]),
    ]),
  ])
}

const known = new WeakMap<Picture, readonly Key[]>()

function legendOf(picture: Picture): readonly Key[] {
  const before = known.get(picture)
  if (before !== undefined) return before
  const found = new Set<string>()
  for (const row of picture.rows) {
    if (row.kind === 'model') {
      found.add('model')
      continue
    }
    for (const attempt of row.attempts) found.add(attemptKind(row, attempt))
    if (row.attempts.length === 0) found.add(row.state)
    for (const wait of row.waits) if (wait.reason !== undefined) found.add(`wait ${waitKind(wait)}`)
  }
  const states = ['failed', 'timed-out', 'cancelled', 'denied', 'skipped', 'unknown'] as const
  const keys: Key[] = []
  if (found.has('model'))
    keys.push(
      { words: 'to the first piece', colour: 'model-light', texture: undefined },
      { words: 'message streams', colour: 'model', texture: undefined },
    )
  if (found.has('ok') || found.has('running'))
    keys.push({ words: 'call', colour: 'ok', texture: undefined })
  for (const state of states)
    if (found.has(state))
      keys.push({ words: state.replace('-', ' '), colour: state, texture: 'stripes' })
  for (const kind of waitKinds)
    if (found.has(`wait ${kind}`))
      keys.push({ words: waitKindWords[kind], colour: kind, texture: kind })
  known.set(picture, keys)
  return keys
}
