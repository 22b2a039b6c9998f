import { h, type ComponentChild } from 'preact'
import { useMemo, useState } from 'preact/hooks'
import { conversationOf, type Entry } from '../../picture/conversation.ts'
import type { App } from '../state/app.ts'
import { EntryView } from './entry.ts'
import { VirtualList } from './virtual-list.ts'

/** So high is an entry, roughly, until it is measured; in pixels. */
function guess(entry: Entry | undefined): number {
  if (entry?.kind === 'turn') return 37
  if (entry?.kind === 'call') return 84
  return 44 + Math.min(12, Math.ceil((entry?.text.length ?? 0) / 52)) * 20
}

/** What was said and done, in order. What is open in one place is open in the other. */
export function Conversation({ app }: { readonly app: App }): ComponentChild {
  const { picture, chosen, focused } = app
  const entries = useMemo(() => conversationOf(picture), [picture])
  const [unfolded, setUnfolded] = useState<ReadonlySet<number>>(new Set())
  const row = chosen ?? focused
  const showing = useMemo(() => {
    if (row === undefined) return undefined
    const at = entries.findIndex((entry) => entry.row === row)
    return at < 0 ? undefined : at
  }, [entries, row])
  if (entries.length === 0) return h('p', { class: 'hint padded' }, 'Nothing was said.')
  return h(VirtualList, {
    count: entries.length,
    label: 'Conversation',
    guess: (at) => guess(entries[at]),
    showing,
    follows: app.connection === 'open',
    item: (at) =>
      h(EntryView, {
        app,
        entry: entries[at] as Entry,
        isOpen: unfolded.has(at),
        onUnfold: () => setUnfolded(new Set([...unfolded, at])),
      }),
  })
}
