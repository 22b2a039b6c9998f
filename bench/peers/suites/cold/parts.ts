import type { Part } from '../../contest.ts'

/** A program, and with which schema its tool is declared. */
function part(contestant: string, program: string, schema: 'json' | 'zod'): Part {
  return { contestant, part: `${program}.${schema}` }
}

/** Programs of suites/cold/programs, by those whose library they use. */
export const parts: readonly Part[] = [
  part('floor', 'empty', 'json'),
  part('floor', 'floor', 'json'),
  part('fanfold-agent', 'fanfold-openai-fetch', 'json'),
  part('fanfold-agent', 'fanfold-anthropic-fetch', 'json'),
  part('fanfold-agent', 'fanfold-openai', 'json'),
  part('fanfold-agent', 'fanfold-openai', 'zod'),
  part('fanfold-agent', 'fanfold-anthropic', 'json'),
  part('fanfold-agent', 'fanfold-anthropic', 'zod'),
  part('openai-runtools', 'openai-runtools', 'json'),
  part('openai-runtools', 'openai-runtools', 'zod'),
  part('anthropic-runner', 'anthropic-runner', 'json'),
  part('anthropic-runner', 'anthropic-runner', 'zod'),
  part('ai-sdk-generate', 'ai-sdk-openai', 'json'),
  part('ai-sdk-generate', 'ai-sdk-openai', 'zod'),
  part('ai-sdk-generate', 'ai-sdk-anthropic', 'json'),
  part('ai-sdk-generate', 'ai-sdk-anthropic', 'zod'),
]
