/** Names of the style sheet's colours that the chart is drawn with. */
const names = [
  'ink',
  'muted',
  'line',
  'ground',
  'lane',
  'accent',
  'on-bar',
  'model',
  'model-light',
  'ok',
  'running',
  'failed',
  'timed-out',
  'cancelled',
  'denied',
  'skipped',
  'unknown',
  'waiting',
  'path',
  'message',
  'call',
  'limit',
  'retry',
  'person',
  'own',
] as const

export type Colour = (typeof names)[number]

export interface Palette {
  readonly colours: Readonly<Record<Colour, string>>
  readonly font: string
  /** Pixels of the screen for one of the page. */
  readonly ratio: number
}

/** The colours as they are now: the browser alone knows whether it is light or dark. */
export function paletteOf(element: HTMLElement): Palette {
  const probe = element.appendChild(document.createElement('i'))
  const colours = Object.fromEntries(
    names.map((name) => {
      probe.style.color = `var(--${name})`
      return [name, getComputedStyle(probe).color]
    }),
  ) as Record<Colour, string>
  const font = getComputedStyle(element).fontFamily
  probe.remove()
  return { colours, font, ratio: globalThis.devicePixelRatio || 1 }
}
