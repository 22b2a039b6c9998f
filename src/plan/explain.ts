import { list, oneLine, printable } from '../util/printable.ts'
import { callPhrase } from './phrase.ts'
import type { Plan, PlannedCall } from './plan.ts'

/** How many of one call's waits the text names. */
const mostWaits = 10

/** A plan as text, a line for each call and each thing that it waits for. Calls are numbered from 1. */
export function explainPlan(plan: Plan): string {
  return [summary(plan), ...plan.calls.flatMap((call) => lines(call, plan))].join('\n')
}

function summary({ calls, waves, criticalPath }: Plan): string {
  const counted = `${count(calls.length, 'call')} in ${count(waves, 'wave')}`
  if (criticalPath.length < 2) return `${counted}.`
  const chain = criticalPath.map((index) => callPhrase(index))
  return `${counted}; the longest chain is ${list(chain, chain.length)}.`
}

function lines(call: PlannedCall, { calls }: Plan): string[] {
  const subject = named(call)
  if (!call.runs) return [`${subject} does not run: ${oneLine(call.fault ?? '')}`]
  const waits = call.waitsFor.slice(0, mostWaits).map(({ index, text }) => {
    const other = named({ index, name: calls[index]?.name ?? '' })
    return `${subject} waits for ${other}: ${text}`
  })
  const hidden = call.waitsFor.length + call.moreWaits - waits.length
  if (hidden > 0) waits.push(`${subject} waits for ${count(hidden, 'more call')}`)
  if (waits.length === 0)
    waits.push(
      call.startsEarly
        ? `${subject} starts at once: it changes nothing`
        : `${subject} starts when the message is complete`,
    )
  if (call.fault !== undefined) waits.push(`${subject}: ${oneLine(call.fault)}`)
  return waits
}

function named({ index, name }: Pick<PlannedCall, 'index' | 'name'>): string {
  return `${callPhrase(index)} (${printable(name)})`
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
