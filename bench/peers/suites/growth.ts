import type { Cell, Suite } from '../contest.ts'
import { dimensions } from './growth/dimensions.ts'
import { figuresOf, measureGrowth } from './growth/measure.ts'

export const growth: Suite = {
  name: 'growth',
  title: 'How Fanfold grows',
  method:
    'Only Fanfold, in one process, with tools that do nothing: one turn of 10 to 100,000 calls; 1 to 10,000 turns of ' +
    'three calls at once, on one engine; an engine of 1 to 10,000 tools, made, told to the model and used once; one ' +
    'result of 1 KB to 100 MB, as JSON in the message for the model; a run of 1 to 1,000 turns of three calls, ' +
    'without the client’s own work, which sends the whole history with every request and so grows with the square. ' +
    'Medians of 3 to 51 rounds after a warm-up; memory is what the result holds after garbage collection. The ' +
    'exponent is the slope of the least-squares line through the logarithms of the top two decades: 1 is linear.',
  timeoutMs: 360_000,
  contestants: ['fanfold-execute'],
  async measure(): Promise<Cell> {
    const figures: Record<string, number | null> = {}
    for (const dimension of dimensions)
      Object.assign(figures, figuresOf(dimension.name, await measureGrowth(dimension)))
    return { kind: 'measured', figures }
  },
}
