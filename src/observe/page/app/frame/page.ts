import { h, type ComponentChild } from 'preact'
import { useMemo, useReducer } from 'preact/hooks'
import { Chart } from '../chart/chart.ts'
import { Overview } from '../chart/overview.ts'
import { Panel } from '../panel/panel.ts'
import type { App } from '../state/app.ts'
import type { Theming } from '../state/theme.ts'
import { Conversation } from '../talk/conversation.ts'
import { Header } from './header.ts'
import { Help } from './help.ts'
import { Notes } from './notes.ts'
import { Toolbar } from './toolbar.ts'

interface PageProps {
  readonly app: App
  readonly theming: Theming
  readonly notices: string
}

export function Page({ app, theming, notices }: PageProps): ComponentChild {
  const [, again] = useReducer<number, void>((times) => times + 1, 0)
  // Preact draws once for all that asks for it.
  useOnce(() => app.subscribe(() => again()))
  const { picture, chosen, focused, marked } = app
  // Most of what is drawn anew is so because something moved in the chart.
  const talk = useMemo(() => h(Conversation, { app }), [picture, chosen, focused, marked])
  return h('div', { class: 'page' }, [
    h(Header, { app, theming }),
    h(Notes, { app }),
    h('main', null, [
      h('div', { class: 'left' }, [
        h(Toolbar, { app }),
        h(Overview, { app }),
        h(Chart, { app }),
        h(Panel, { app }),
      ]),
      !app.narrow &&
        h('aside', { class: 'talk', 'aria-label': 'Conversation' }, [
          h('h2', null, 'Conversation'),
          talk,
        ]),
    ]),
    h(Help, { app, notices }),
  ])
}

function useOnce(act: () => void): void {
  useReducer(
    () => 0,
    0,
    () => {
      act()
      return 0
    },
  )
}
