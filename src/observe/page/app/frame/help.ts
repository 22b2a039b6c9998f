import { h, type ComponentChild } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { keyWords } from '../state/keys.ts'
import type { App } from '../state/app.ts'

const reading: readonly string[] = [
  'Each lane is a turn: the request to the model above, its calls below. Calls that were there at the same time are in lines of their own.',
  'A bar is an attempt. Striped bars are attempts that did not end well. Two thin bars above each other are two attempts at once: a hedge.',
  'A light, textured bar is a wait. Point at it, or open it, for an arrow to the call that was in the way.',
  'The dotted line is where the message was complete. What ran before it, started early, has a notched upper edge.',
  'The thick line is the critical path: what the time of the run hung on. It is broken where it was a wait.',
]

/** How to read the picture, and the keys. */
export function Help({
  app,
  notices,
}: {
  readonly app: App
  readonly notices: string
}): ComponentChild {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const { current } = dialog
    if (app.help) current?.showModal()
    else current?.close()
  }, [app.help])
  const close = (): void => {
    app.help = false
    app.changed()
  }
  return h(
    'dialog',
    {
      ref: dialog,
      class: 'help',
      'aria-labelledby': 'help-title',
      onClose: close,
      onClick: (event: MouseEvent) => {
        if (event.target === dialog.current) close()
      },
    },
    h('div', null, [
      h('header', null, [
        h('h2', { id: 'help-title' }, 'How to read this'),
        h('button', { type: 'button', class: 'link end', onClick: close }, 'Close'),
      ]),
      h(
        'ul',
        { class: 'notes' },
        reading.map((text) => h('li', { key: text }, text)),
      ),
      h('h2', null, 'Keys'),
      h(
        'dl',
        { class: 'keys' },
        keyWords.map(([key, words]) =>
          h('div', { key }, [h('dt', null, h('kbd', null, key)), h('dd', null, words)]),
        ),
      ),
      h('details', null, [
        h('summary', null, 'Licences of what this page holds of others'),
        h('pre', { tabIndex: 0 }, notices),
      ]),
    ]),
  )
}
