import type { Clock } from './clock.ts'

const half = 2 ** 24

/** A short id that no other is likely to have: 48 random bits, in two halves, for of longer numbers the text takes five times as long. */
export function randomId(clock: Clock, prefix: string): string {
  const number = Math.floor(clock.random() * half * half)
  return `${prefix}_${Math.floor(number / half).toString(36)}${(number % half).toString(36)}`
}
