import type { Bounds } from './sums.ts'

/** `1,234`, whatever the locale of the machine. */
export function count(value: number): string {
  return value.toLocaleString('en-US')
}

/** `12 to 15`, or `12` where both are the same. */
export function range({ lower, upper }: Bounds, show: (value: number) => string = count): string {
  const [from, to] = [show(lower), show(upper)]
  return from === to ? from : `${from} to ${to}`
}

/** `8.1M`, `812k`, `96`. */
export function short(value: number): string {
  if (value >= 999_500) return `${(value / 1e6).toFixed(1)}M`
  return value >= 1_000 ? `${Math.round(value / 1e3)}k` : String(Math.round(value))
}

/** `3 h 20 min`, `41 min`, `12 s`. */
export function duration(ms: number): string {
  const seconds = Math.round(ms / 1e3)
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.round(seconds / 60)
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** `3 %`; no part of what is there shows as none, nor as all. */
export function percent(part: number, whole: number): string {
  if (whole === 0 || part === 0) return '0 %'
  if (part === whole) return '100 %'
  return `${Math.min(99, Math.max(1, Math.round((100 * part) / whole)))} %`
}
