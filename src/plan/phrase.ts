import { printable } from '../util/printable.ts'

/** A key, as a sentence says it. */
export function keyPhrase(key: string): string {
  return key === '*' ? 'everything' : printable(key)
}

/** A call, as a sentence says it: numbered from 1. */
export function callPhrase(index: number): string {
  return `call ${index + 1}`
}
