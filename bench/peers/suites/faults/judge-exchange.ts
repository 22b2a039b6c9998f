import type { FaultCase, Says } from './case.ts'
import { readExchange } from './exchange.ts'
import { inputOf } from './scripted-input.ts'

/** What is wrong with what a request tells the model: each call must have its one right result, in call order. */
export function judgeExchange(
  { calls: scripted, says }: FaultCase,
  body: Readonly<Record<string, unknown>>,
  format: string,
): string | undefined {
  const { calls, results } = readExchange(body, format)
  if (calls.length !== scripted.length)
    return `sends back ${calls.length} of ${scripted.length} calls`
  if (results.length !== calls.length) return `answers ${results.length} of ${calls.length} calls`
  // Gemini goes by place: ids are optional there.
  if (format !== 'gemini' && new Set(calls.map(({ id }) => id)).size < calls.length)
    return 'sends back two calls with one id'
  const astray = results.findIndex(({ id }) => !calls.some((call) => call.id === id))
  if (astray >= 0) return `answers ${results[astray]?.id}, which is no call`
  if (results.some(({ id }, index) => id !== calls[index]?.id)) return 'results out of call order'
  const wrong = results.findIndex(({ text }, index) => {
    const call = scripted[index]
    return call === undefined || !isSaid(text, says[index] ?? 'value', inputOf(call))
  })
  if (wrong < 0) return undefined
  const { text } = results[wrong] as { text: string }
  return `the result of call ${wrong + 1} is ${text === '' ? 'empty' : `"${text.slice(0, 80)}"`}`
}

function isSaid(text: string, says: Says, input: unknown): boolean {
  if (says === 'anything') return true
  if (says === 'something') return text.trim() !== '' && !text.includes('[object Object]')
  if (says instanceof RegExp) return says.test(text)
  return text.includes(
    `value of ${String((input as Record<string, unknown> | undefined)?.['key'])}`,
  )
}
