import type { Clock } from './clock.ts'

/** A short id that no other is likely to have: 48 random bits. */
export function randomId(clock: Clock, prefix: string): string {
  return `${prefix}_${Math.floor(clock.random() * 2 ** 48).toString(36)}`
}
