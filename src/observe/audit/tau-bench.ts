import { isRecord } from '../../util/is-record.ts'
import { listAt, parsed, textAt } from './fields.ts'
import { noRuns, type LogFormat } from './format.ts'
import { contentText } from './messages/content-text.ts'
import { RunBuilder } from './run-builder.ts'

/** Conversations of τ-bench, one a value, as `events`: `{ user }`, `{ assistant }`, or `{ call, arguments, result }`, one a message. */
export const tauBench: LogFormat = {
  name: 'conversations of τ-bench',
  detect: (value) =>
    isRecord(value) &&
    Array.isArray(value['events']) &&
    value['events'].every(
      (event) =>
        isRecord(event) && ['user', 'assistant', 'call', 'system'].some((name) => name in event),
    ),
  reader: () => ({
    read: (value) => {
      if (!isRecord(value)) return noRuns
      const builder = new RunBuilder()
      for (const event of listAt(value, 'events')) {
        if (!isRecord(event)) continue
        builder.instruct(textAt(event, 'system') ?? '')
        builder.hear(textAt(event, 'user') ?? '')
        const said = textAt(event, 'assistant')
        const name = textAt(event, 'call')
        if (said === undefined && name === undefined) continue
        builder.speak()
        builder.say(said ?? '')
        if (name === undefined) continue
        builder.call({ id: '', name, input: parsed(event['arguments']) })
        if ('result' in event) {
          const output = contentText(event['result'])
          builder.result({ output, failed: /^Error\b/.test(output) || undefined })
        }
      }
      return [builder.build()]
    },
    end: () => noRuns,
  }),
}
