import { paletteOf } from '../paint/palette.ts'
import type { App } from './app.ts'

const order = ['auto', 'light', 'dark'] as const

export type Theme = (typeof order)[number]

/** Light, dark, or as the reader's system is. Kept in no storage: pages on disk have none of their own. */
export class Theming {
  readonly #app: App
  theme: Theme = 'auto'

  constructor(app: App) {
    this.#app = app
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.#renew())
    globalThis.addEventListener('resize', () => {
      if (globalThis.devicePixelRatio !== app.palette.ratio) this.#renew()
    })
    this.#renew()
  }

  next(): void {
    this.theme = order[(order.indexOf(this.theme) + 1) % order.length] ?? 'auto'
    document.documentElement.dataset['theme'] = this.theme
    this.#renew()
  }

  #renew(): void {
    this.#app.palette = paletteOf(document.body)
    this.#app.changed()
  }
}
