import type { TextFile } from './files.ts'

/** What every call of a turn, or every turn, has one of. */
export const hotFiles: readonly string[] = [
  'src/adapt/step.ts',
  'src/attempt/attempt.ts',
  'src/attempt/attempt-context.ts',
  'src/call/call-ids.ts',
  'src/call/known.ts',
  'src/keys/key-claim.ts',
  'src/keys/key-node.ts',
  'src/limit/lane.ts',
  'src/turn/call-record.ts',
  'src/turn/calls.ts',
  'src/turn/events/events.ts',
  'src/turn/keys/turn-order.ts',
  'src/turn/run/call-attempts.ts',
  'src/turn/run/queued-attempt.ts',
  'src/turn/scope.ts',
  'src/turn/stop.ts',
  'src/turn/turn.ts',
  'src/util/counted-timers.ts',
  'src/util/note-pages.ts',
  'src/util/noted-log.ts',
  'src/util/shared-timers.ts',
]

/** A field of a class, with a list or an object that is written out. Constants of the module stand at the margin. */
const literalField = /^ {2}(?:readonly )?#?[\w$]+(?:: [^=]*[^=\s])? = (?:\[|\{)/

/** The fields of classes that are literals, which V8 may come to make among the old objects. */
export function literalFields({ path, text }: TextFile): string[] {
  const faults: string[] = []
  for (const [index, line] of text.split('\n').entries())
    if (literalField.test(line)) faults.push(`${path}:${index + 1}: ${line.trim()}`)
  return faults
}
