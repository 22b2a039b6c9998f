import { h, type ComponentChild } from 'preact'
import type { App, Tab } from '../state/app.ts'
import { Conversation } from '../talk/conversation.ts'
import { Details } from './details.ts'
import { Summary } from './summary.ts'

const names: Readonly<Record<Tab, string>> = {
  time: 'Where the time went',
  details: 'Details',
  talk: 'Conversation',
}

/** Below the chart: what is said of the run, or of the bar that is open; where there is little room, the conversation, too. */
export function Panel({ app }: { readonly app: App }): ComponentChild {
  const tabs: readonly Tab[] = app.narrow ? ['time', 'details', 'talk'] : ['time', 'details']
  const open = tabs.includes(app.tab) ? app.tab : 'time'
  const move = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    if (step === 0) return
    event.preventDefault()
    const next = tabs[(tabs.indexOf(open) + step + tabs.length) % tabs.length] ?? open
    app.select(next)
    document.querySelector<HTMLElement>(`#tab-${next}`)?.focus()
  }
  return h('section', { class: 'panel', 'aria-label': 'About the run' }, [
    h(
      'div',
      { class: 'tabs', role: 'tablist', 'aria-label': 'About the run', onKeyDown: move },
      tabs.map((tab) =>
        h(
          'button',
          {
            key: tab,
            id: `tab-${tab}`,
            role: 'tab',
            type: 'button',
            tabIndex: tab === open ? 0 : -1,
            'aria-selected': tab === open,
            'aria-controls': 'pane',
            onClick: () => app.select(tab),
          },
          names[tab],
        ),
      ),
    ),
    h(
      'div',
      {
        id: 'pane',
        class: open === 'talk' ? 'pane flush' : 'pane',
        role: 'tabpanel',
        'aria-labelledby': `tab-${open}`,
        tabIndex: 0,
      },
      open === 'time'
        ? h(Summary, { app })
        : open === 'talk'
          ? h(Conversation, { app })
          : h(Details, { app }),
    ),
  ])
}
