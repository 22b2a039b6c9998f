import { encouragement } from '../../../agent/encourage.ts'
import { count, percent, range } from './figures.ts'
import type { Sums, ToolSums } from './sums.ts'

/** Something to change, and the figures that speak for it. */
export interface Advice {
  readonly what: string
  /** A text to paste, such as a sentence for the prompt. */
  readonly paste?: string | undefined
  readonly because: string
}

/** How often something must have been seen. */
const enough = 3
const mostTools = 3

/** What would have led to fewer messages, the most effective first. */
export function adviceOf(sums: Sums): readonly Advice[] {
  return [
    ...promptAdvice(sums),
    ...batchAdvice(sums),
    ...effectsAdvice(sums),
    ...inputsAdvice(sums),
  ]
}

function promptAdvice({ singleCallTurns, turns, mergeable, pairs }: Sums): Advice[] {
  if (mergeable.upper === 0) return []
  return [
    {
      what: 'Say in the prompt that independent calls belong in one message:',
      paste: encouragement({}),
      because: `${count(singleCallTurns)} of ${count(turns)} turns (${percent(singleCallTurns, turns)}) made a single call, and of ${count(pairs)} that followed another turn, ${range(mergeable)} needed nothing of it.`,
    },
  ]
}

function batchAdvice({ tools }: Sums): Advice[] {
  return tools
    .filter(({ repeated }) => repeated.lower >= enough)
    .toSorted((one, other) => other.repeated.lower - one.repeated.lower)
    .slice(0, mostTools)
    .map(({ name, repeated, alone }) => ({
      what: `Let ${name} take several things at once, or offer the \`batch\` tool beside it.`,
      because: `Of ${count(alone)} turns that called nothing but ${name}, ${range(repeated)} came after one that had called it, too, and needed nothing of it.`,
    }))
}

function effectsAdvice({ tools, mergeable }: Sums): Advice[] {
  const unknown = tools.filter((tool) => tool.unknown >= enough).toSorted(byUnknown)
  if (unknown.length === 0) return []
  const named = unknown.slice(0, mostTools)
  const others = unknown.length > mostTools ? ' and others' : ''
  const names = named.map(({ name }) => name).join(', ') + others
  const figures = named.map((tool) => `${tool.name} in ${count(tool.unknown)}`)
  return [
    {
      what: `Declare what these read and write (\`fanfold effects\` makes suggestions): ${names}.`,
      because: `Nothing says what they do, so that pairs are only possible: ${figures.join(', ')} of ${count(mergeable.upper - mergeable.lower)}.`,
    },
  ]
}

function byUnknown(one: ToolSums, other: ToolSums): number {
  return other.unknown - one.unknown
}

function inputsAdvice({ known, runs, idleRuns }: Sums): Advice[] {
  const busy = runs - idleRuns
  if (known.inputs === busy) return []
  return [
    {
      what: 'Keep the arguments of calls in the log.',
      because: `In ${count(busy - known.inputs)} of ${count(busy)} runs some are missing, and what is not known is never certain.`,
    },
  ]
}
