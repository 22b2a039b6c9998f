import { h, type ComponentChild } from 'preact'
import { plural } from '../../../../util/term/time.ts'
import type { App } from '../state/app.ts'

/** What the reader should know of the trace itself; nothing, most of the time. */
export function Notes({ app }: { readonly app: App }): ComponentChild {
  const { unknownLines, unreadableLines, ending, rows, header } = app.picture
  const notes: string[] = []
  if (unknownLines > 0)
    notes.push(
      `Left out: ${plural(unknownLines, 'line')} of a kind that this page does not know. A later version wrote the trace.`,
    )
  if (unreadableLines > 0)
    notes.push(`Left out: ${plural(unreadableLines, 'line')} that cannot be read.`)
  if (ending === undefined && rows.length > 0 && app.connection === 'none')
    notes.push(
      'The trace breaks off: the run was under way when it was read, or its process died. What had not ended is drawn up to the last thing that is known.',
    )
  if (header?.of === 'journal')
    notes.push(
      'This comes from a journal, which knows when calls began and ended, and little else.',
    )
  if (notes.length === 0) return null
  return h(
    'ul',
    { class: 'about', role: 'status' },
    notes.map((text) => h('li', { key: text }, text)),
  )
}
