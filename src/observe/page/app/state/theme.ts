const order = ['auto', 'light', 'dark'] as const

export type Theme = (typeof order)[number]

/** Light, dark, or as the reader's system is. Kept in no storage: pages on disk have none of their own. */
export class Theming {
  theme: Theme = 'auto'

  next(): void {
    this.theme = order[(order.indexOf(this.theme) + 1) % order.length] ?? 'auto'
    document.documentElement.dataset['theme'] = this.theme
  }
}
