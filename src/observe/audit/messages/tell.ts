import { peoplesWords } from '../text/people.ts'
import type { RunBuilder, ToldResult } from '../run-builder.ts'
import type { ReadMessage } from './message.ts'

/** Tells a builder one message of a conversation. */
export function tell(builder: RunBuilder, { speaker, steps, atMs, usage }: ReadMessage): void {
  // A page's message holds results beside their calls, which come with the end of the model's message they belong to.
  const results: ToldResult[] = []
  const flush = (): void => {
    for (const result of results.splice(0)) builder.result(result)
  }
  if (speaker === 'model') builder.speak(undefined, atMs)
  for (const step of steps)
    switch (step.kind) {
      case 'words':
        if (speaker === 'system') builder.instruct(step.text)
        else if (speaker === 'person') builder.hear(peoplesWords(step.text), atMs)
        else if (speaker === 'model') {
          if (results.length > 0) nextMessage()
          builder.say(step.text)
        }
        break
      case 'call':
        builder.call({ id: step.id, name: step.name, input: step.input, startMs: atMs })
        break
      case 'result':
        if (speaker === 'model') results.push(step)
        else builder.result({ ...step, endMs: atMs })
        break
      case 'message':
        nextMessage()
    }
  flush()
  if (speaker === 'model' && usage !== undefined) builder.count(usage)

  function nextMessage(): void {
    flush()
    builder.speak(undefined, atMs)
  }
}
