import { toJson } from '../../call/content/to-json.ts'
import { clip, lines, oneLine } from '../term/text.ts'

/** Bytes, which messages may hold, are printed as base64. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(JSON.parse(toJson(value)), undefined, 2)}\n`)
}

export function print(...text: readonly string[]): void {
  for (const line of text) process.stdout.write(`${lines(line)}\n`)
}

/** `2026-11-21 03:14:17`, in UTC. */
export function moment(atMs: number): string {
  return new Date(atMs).toISOString().replace('T', ' ').slice(0, 19)
}

/** Arguments and results on one line, as much as tells them apart. */
export function short(text: string): string {
  return clip(oneLine(text), 60)
}
