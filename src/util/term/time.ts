/** `0.35 s`, `12.4 s`, `3 m 05 s`: short, and of a precision that a reader can use. */
export function seconds(ms: number): string {
  const rounded = Math.max(0, ms) / 1_000
  if (rounded < 9.995) return `${rounded.toFixed(2)} s`
  if (rounded < 59.95) return `${rounded.toFixed(1)} s`
  const whole = Math.round(rounded)
  return `${Math.floor(whole / 60)} m ${String(whole % 60).padStart(2, '0')} s`
}

/** `1,234`, whatever the locale of the machine. */
export function count(value: number): string {
  return value.toLocaleString('en-US')
}

/** `1 call`, `2 calls`. */
export function plural(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? '' : 's'}`
}

/** `2026-11-21 03:14:17`, in UTC. */
export function moment(atMs: number): string {
  return new Date(atMs).toISOString().replace('T', ' ').slice(0, 19)
}
