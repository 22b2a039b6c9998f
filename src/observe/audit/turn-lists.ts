import { isRecord } from '../../util/is-record.ts'
import { listAt, parsed, textAt, type Fields } from './fields.ts'
import { noRuns, type LogFormat } from './format.ts'
import { contentText } from './messages/content-text.ts'
import { RunBuilder } from './run-builder.ts'

/** Tasks, one a value, as `turns`: for each message the list of its calls, `{ name, arguments, result }`. */
export const turnLists: LogFormat = {
  name: 'tasks as lists of calls',
  detect: (value) =>
    isRecord(value) &&
    Array.isArray(value['turns']) &&
    value['turns'].every((turn) => Array.isArray(turn) && turn.every(isCall)),
  reader: () => ({
    read: (value) => {
      if (!isRecord(value)) return noRuns
      const builder = new RunBuilder()
      builder.instruct(textAt(value, 'system', 'instructions') ?? '')
      builder.hear(textAt(value, 'question', 'prompt', 'input') ?? '')
      for (const turn of listAt(value, 'turns')) {
        if (!Array.isArray(turn) || turn.length === 0) continue
        const calls = turn.filter(isCall)
        builder.speak()
        calls.forEach((call, place) =>
          builder.call({
            id: idOf(call, place),
            name: textAt(call, 'name') ?? '',
            input: parsed(call['arguments']),
          }),
        )
        calls.forEach((call, place) => {
          if (!('result' in call)) return
          const output = contentText(call['result'])
          builder.result({
            id: idOf(call, place),
            output,
            failed: /isError=True\)?\s*$/.test(output) || undefined,
          })
        })
        builder.pause()
      }
      return [builder.build()]
    },
    end: () => noRuns,
  }),
}

function isCall(value: unknown): value is Fields {
  return isRecord(value) && typeof value['name'] === 'string' && 'arguments' in value
}

/** The place in the turn tells calls apart that have no ids. */
function idOf(call: Fields, place: number): string {
  return textAt(call, 'id') ?? `#${place}`
}
