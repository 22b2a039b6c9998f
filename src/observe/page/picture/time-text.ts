/** A length of time, short, in a unit that suits it: `0.4 ms`, `85 ms`, `1.24 s`, `3 m 05 s`, `2 h 05 m`. */
export function lengthText(ms: number): string {
  const length = Math.max(0, ms)
  if (length < 0.0005) return '0 ms'
  if (length < 9.95) return `${Number(length.toPrecision(2))} ms`
  if (length < 999.5) return `${Math.round(length)} ms`
  const seconds = length / 1_000
  if (seconds < 9.995) return `${seconds.toFixed(2)} s`
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`
  const whole = Math.round(seconds)
  if (whole < 3_600) return `${Math.floor(whole / 60)} m ${two(whole % 60)} s`
  return `${Math.floor(whole / 3_600)} h ${two(Math.floor((whole % 3_600) / 60))} m`
}

/** A time of the axis: as exact as the distance to the next. */
export function momentText(ms: number, stepMs: number): string {
  const size = Math.abs(ms)
  const sign = ms < 0 ? '−' : ''
  if (size === 0) return '0'
  if (size < 1_000 && stepMs < 1_000) return `${sign}${decimals(size, stepMs)} ms`
  if (size < 60_000) return `${sign}${decimals(size / 1_000, stepMs / 1_000)} s`
  const [hours, minutes] = [Math.floor(size / 3_600_000), Math.floor((size % 3_600_000) / 60_000)]
  const seconds = decimals((size % 60_000) / 1_000, stepMs / 1_000)
  const padded = seconds.padStart(
    2 + (seconds.includes('.') ? seconds.length - seconds.indexOf('.') : 0),
    '0',
  )
  return hours > 0 ? `${sign}${hours}:${two(minutes)}:${padded}` : `${sign}${minutes}:${padded}`
}

function decimals(value: number, step: number): string {
  const places = step >= 1 ? 0 : Math.min(4, Math.ceil(-Math.log10(step) - 1e-9))
  return value.toFixed(places)
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}

const compact = new Intl.NumberFormat('en-US', { notation: 'compact', maximumSignificantDigits: 3 })

/** `12`, `1.23K`, `345K`, `1.2M`. */
export function tokensText(tokens: number): string {
  return compact.format(tokens)
}
