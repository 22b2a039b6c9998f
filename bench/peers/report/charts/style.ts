/** Between black and white: readable on either. */
export const textColor = '#7d8590'
export const ownColor = '#e8590c'
export const peerColor = '#8b98a8'
export const font = 'system-ui, -apple-system, Segoe UI, Helvetica, Arial, sans-serif'

/** Middling in lightness, and told apart by people who do not see red and green alike as far as eleven can be. */
export const palette = [
  '#4c8dd6',
  '#2aa198',
  '#b07cc6',
  '#c39b1d',
  '#d1678f',
  '#5fa845',
  '#7a7fd0',
  '#b5793a',
  '#3fa7c4',
  '#98a13b',
  '#c9675c',
]

export function isOwn(name: string): boolean {
  return name.startsWith('fanfold')
}

/** Not every program that shows SVG knows `dominant-baseline`; all know `dy`. */
export function portable(svg: string): string {
  return svg.replaceAll('dominant-baseline="central"', 'dy="0.35em"')
}
