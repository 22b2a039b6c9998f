import { CallIds } from '../../../src/wire/shared/call-ids.ts'

/** The id that is made for the call with this number, from 1, of a message, if it is the first that lacks one. */
export function madeId(messageId: string, number: number): string {
  const ids = new CallIds()
  for (let n = 1; n < number; n += 1) ids.give(`own_${n}`, messageId)
  return ids.give('', messageId)
}
