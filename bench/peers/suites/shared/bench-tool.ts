import type { BenchTool } from '../../contest.ts'

/** A tool without side effects that takes one number. */
export function lookupTool(name: string, execute: BenchTool['execute']): BenchTool {
  return {
    name,
    description: 'Looks a record up.',
    inputSchema: {
      type: 'object',
      properties: { n: { type: 'integer', description: 'The number of the record.' } },
      required: ['n'],
      additionalProperties: false,
    },
    reads: ({ n }) => [`record/${String(n)}`],
    execute,
  }
}
