import type { CallHistory } from '../../../journal/journal.ts'
import type { KeptUse } from './kept-use.ts'

/** How what the user says, a note to the model, and what a message took that did not come whole, are told from the calls among which they are kept. */
export const sayName = 'run.say()'
export const sayKey = 'say:'
export const noteName = 'run note'
export const noteKey = 'note:'
export const useName = 'run use'
export const useKey = 'use:'

/** Something that the user said into a run, the how-manieth of it. */
interface SaidText {
  readonly number: number
  readonly text: string
}

/** One that is kept with a turn. */
export interface KeptSaid extends SaidText {
  readonly turn: number
}

/** What the user said, if that is what is kept here as a call. */
export function saidIn({ callKey, name, input }: CallHistory): SaidText | undefined {
  if (name !== sayName || !callKey.startsWith(sayKey)) return undefined
  return { number: Number(callKey.slice(sayKey.length)), text: textIn({ input }) }
}

/** What was said, of what is kept here as a call. */
export function textIn({ input }: Pick<CallHistory, 'input'>): string {
  return (JSON.parse(input) as { readonly text: string }).text
}

/** What the run had used, if that is what is kept here as a call. */
export function useIn({ callKey, name, input }: CallHistory): KeptUse | undefined {
  const isUse = name === useName && callKey.startsWith(useKey)
  return isUse ? (JSON.parse(textIn({ input })) as KeptUse) : undefined
}
