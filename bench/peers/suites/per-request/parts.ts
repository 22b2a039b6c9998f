import type { Api, Part } from '../../contest.ts'

export const sizes = [1, 10, 100, 1_000, 10_000] as const
export const wires = ['openai-chat', 'anthropic'] as const
export const ways = ['whole', 'stream'] as const
/** What a tool says its input is; `keyed` is JSON Schema and a resource key a call. */
export const schemas = ['json', 'zod', 'keyed'] as const
/** What a process measures: a number of calls, or the memory of 10,000, or how the time grows. */
export type Question = `${number}` | 'memory' | 'growth'

export interface Setting {
  readonly wire: Api
  readonly way: (typeof ways)[number]
  readonly schema: (typeof schemas)[number] | 'zod-keyed'
}

/** The floor takes no schema at all. */
const all = ['floor', 'json'] as const
const own = schemas.map((schema) => ['fanfold-agent', schema] as const)

/** Who speaks what, each with the schema that its documentation shows first. */
const field: Readonly<Record<string, readonly (readonly [string, Setting['schema']])[]>> = {
  'openai-chat.whole': [all, ...own, ['openai-runtools', 'zod'], ['ai-sdk-generate', 'zod']],
  'openai-chat.stream': [all, ...own, ['openai-runtools', 'zod'], ['ai-sdk-stream', 'zod']],
  'anthropic.whole': [all, ...own, ['anthropic-runner', 'zod'], ['ai-sdk-generate', 'zod']],
  'anthropic.stream': [
    all,
    ...own,
    ['anthropic-runner', 'zod'],
    ['anthropic-runner-early', 'zod'],
    ['ai-sdk-stream', 'zod'],
  ],
}

/** Those of one wire format and way, in the order of the tables. */
export function rowsIn(wire: string, way: string): readonly (readonly [string, string])[] {
  return field[`${wire}.${way}`] ?? []
}

export function partName({ wire, way, schema }: Setting, question: string): string {
  return [wire, way, schema, question].join('.')
}

export function settingOf(part: string): readonly [Setting, Question] {
  const [wire, way, schema, question] = part.split('.')
  return [{ wire, way, schema } as Setting, question as Question]
}

const conditions = wires.flatMap((wire) => ways.map((way) => ({ wire, way })))

export const groups: readonly (readonly Part[])[] = [
  ...conditions.flatMap(({ wire, way }) =>
    [...sizes.map(String), 'memory'].map((question) =>
      rowsIn(wire, way).map(([contestant, schema]) => ({
        contestant,
        part: partName({ wire, way, schema } as Setting, question),
      })),
    ),
  ),
  conditions.map(({ wire, way }) => ({
    contestant: 'fanfold-agent',
    part: partName({ wire, way, schema: 'json' }, 'growth'),
  })),
]
