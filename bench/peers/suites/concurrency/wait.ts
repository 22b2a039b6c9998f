import { setTimeout as sleep } from 'node:timers/promises'
import type { BenchTool } from '../../contest.ts'

/** A tool that waits as long as its input says, deaf to its signal. */
export function waitTool(started: (input: Record<string, unknown>) => () => void): BenchTool {
  return {
    name: 'wait',
    description: 'Waits for some milliseconds.',
    inputSchema: {
      type: 'object',
      properties: { ms: { type: 'integer' }, of: { type: 'integer' }, n: { type: 'integer' } },
      required: ['ms', 'of', 'n'],
      additionalProperties: false,
    },
    async execute(input) {
      const ended = started(input)
      await sleep(Number(input['ms']))
      ended()
      return `waited ${String(input['n'])}`
    },
  }
}

/** A turn of so many waits, and the answer. */
export function waitsOf(ms: number, of: number) {
  const calls = Array.from({ length: of }, (_, n) => ({ name: 'wait', input: { ms, of, n } }))
  return [{ calls }, { text: 'Done.' }]
}
