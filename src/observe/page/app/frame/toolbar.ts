import { h, type ComponentChild } from 'preact'
import type { App } from '../state/app.ts'
import { Legend } from './legend.ts'

/** The legend, and what can be switched. */
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
    h(Legend, { app }),
  ])
}
