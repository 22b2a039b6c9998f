/** The figures of a cell. */
export type Figures = Readonly<Record<string, number | string | boolean | null>>

/** One column of a suite's table. */
export interface Column {
  readonly heading: string
  /** What the cell says, given the same cell of the floor, if there is one. */
  show(figures: Figures, floor: Figures | undefined): string
}

export interface Table {
  readonly caption?: string
  readonly columns: readonly Column[]
}

export const none = '–'

export function number(value: unknown, digits = 0): string {
  if (typeof value === 'number' && Number.isFinite(value))
    return value.toLocaleString('en', {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    })
  return typeof value === 'string' ? value : none
}

/** A figure as it is; one that is a string is an error's text. */
export function figure(heading: string, name: string, digits = 0): Column {
  return { heading, show: (figures) => number(figures[name], digits) }
}

/** Two significant digits, for figures of any size. */
export function rough(heading: string, name: string): Column {
  return {
    heading,
    show(figures) {
      const value = figures[name]
      return typeof value === 'number' && value < 10 ? number(value, 1) : number(value)
    },
  }
}

/** How many times the floor's. */
export function ratio(heading: string, name: string, digits = 1): Column {
  return {
    heading,
    show(figures, floor) {
      const value = figures[name]
      const least = floor?.[name]
      if (typeof value !== 'number' || typeof least !== 'number' || least === 0) return none
      return `${number(value / least, digits)}x`
    },
  }
}

/** How many times the floor's, at its worst over several figures. */
export function worstRatio(heading: string, names: readonly string[], digits: number): Column {
  return {
    heading,
    show(figures, floor) {
      const ratios = names.flatMap((name) => {
        const value = figures[name]
        const least = floor?.[name]
        return typeof value === 'number' && typeof least === 'number' ? [value / least] : []
      })
      return ratios.length === 0 ? none : `${number(Math.max(...ratios), digits)}x`
    },
  }
}
