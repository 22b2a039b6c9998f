import { h, type ComponentChild } from 'preact'
import { useMemo } from 'preact/hooks'
import type { Picture } from '../../picture/picture.ts'
import { attemptKind, waitKind, waitKinds, waitKindWords } from '../paint/kinds.ts'
import type { Colour } from '../paint/palette.ts'
import type { Texture } from '../paint/patterns.ts'
import type { App } from '../state/app.ts'
import { Swatch } from './swatch.ts'

interface Key {
  readonly words: string
  readonly colour: Colour
  readonly texture: Texture | undefined
}

interface Keys {
  readonly bars: readonly Key[]
  readonly waits: readonly Key[]
}

/** What the colours and textures mean that there are in this run. */
export function Legend({ app }: { readonly app: App }): ComponentChild {
  const { picture, palette } = app
  // It changes with nothing else, and most of what is drawn anew is drawn for other reasons.
  return useMemo(() => keysIn(app), [picture, palette])
}

function keysIn(app: App): ComponentChild {
  const { bars, waits } = findKeys(app.picture)
  const item = ({ words, colour, texture }: Key): ComponentChild =>
    h('li', { key: words + texture }, [h(Swatch, { app, colour, texture }), words])
  return h('ul', { class: 'legend', 'aria-label': 'Legend' }, [
    ...bars.map(item),
    waits.length > 0 && h('li', { key: 'waits', class: 'lead' }, 'waits for'),
    ...waits.map(item),
  ])
}

const states = ['failed', 'timed-out', 'cancelled', 'denied', 'skipped', 'unknown'] as const

function findKeys({ rows }: Picture): Keys {
  const found = new Set<string>()
  for (const row of rows) {
    found.add(row.kind)
    if (row.kind === 'model') continue
    for (const attempt of row.attempts) found.add(attemptKind(row, attempt))
    if (row.attempts.length === 0) found.add(row.state)
    for (const wait of row.waits) if (wait.reason !== undefined) found.add(`wait ${waitKind(wait)}`)
  }
  const bars: Key[] = []
  if (found.has('model'))
    bars.push(
      { words: 'model, silent', colour: 'model-light', texture: undefined },
      { words: 'model, streaming', colour: 'model', texture: undefined },
    )
  if (found.has('call')) bars.push({ words: 'call', colour: 'ok', texture: undefined })
  for (const state of states)
    if (found.has(state))
      bars.push({ words: state.replace('-', ' '), colour: state, texture: 'stripes' })
  const waits = waitKinds.filter((kind) => found.has(`wait ${kind}`))
  return {
    bars,
    waits: waits.map((kind) => ({ words: waitKindWords[kind], colour: kind, texture: kind })),
  }
}
