import { isRecord, recordsOf, textOf, type Fields } from './shape.ts'

/**
 * Whether code that a model wrote waits for results of these messages' calls: it reads them as the tool's own, and nothing may be
 * added to them. Both providers that have such calls name their `caller`.
 */
export function calledByCode(asked: readonly unknown[]): boolean {
  return asked.some((message) => {
    if (!isRecord(message)) return false
    return [message, ...recordsOf(message.content)].some(({ caller }: Fields) => {
      const type = isRecord(caller) ? textOf(caller.type) : ''
      return type !== '' && type !== 'direct'
    })
  })
}
