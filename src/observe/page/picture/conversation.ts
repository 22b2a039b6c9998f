import type { CallRow, ModelRow } from '../../timeline/row.ts'
import type { Lane } from './lanes.ts'
import type { Picture } from './picture.ts'

/** One thing in the conversation; `row` is the bar that it belongs to. */
export type Entry =
  | { readonly kind: 'asked'; readonly text: string; readonly row?: ModelRow }
  | { readonly kind: 'turn'; readonly lane: Lane; readonly row?: ModelRow | CallRow | undefined }
  | {
      readonly kind: 'thought' | 'said' | 'noted' | 'broken'
      readonly text: string
      readonly row: ModelRow
    }
  | { readonly kind: 'call'; readonly row: CallRow }

/** What was asked, said, called and answered, in order. */
export function conversationOf({ header, lanes }: Picture): Entry[] {
  const entries: Entry[] = []
  if (header?.question) entries.push({ kind: 'asked', text: header.question })
  for (const lane of lanes) {
    entries.push({ kind: 'turn', lane, row: lane.models[0] ?? lane.calls[0] })
    for (const row of lane.models) {
      if (row.heard !== '') entries.push({ kind: 'asked', text: row.heard, row })
      if (row.reasoned !== '') entries.push({ kind: 'thought', text: row.reasoned, row })
      if (row.said !== '') entries.push({ kind: 'said', text: row.said, row })
      if (row.state === 'failed')
        entries.push({ kind: 'broken', text: row.stop?.message ?? 'No message came.', row })
    }
    for (const row of lane.calls) entries.push({ kind: 'call', row })
    for (const row of lane.models)
      if (row.noted !== '') entries.push({ kind: 'noted', text: row.noted, row })
  }
  return entries
}
