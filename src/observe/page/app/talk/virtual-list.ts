import { h, type ComponentChild } from 'preact'
import { useLayoutEffect, useReducer, useRef } from 'preact/hooks'
import { Heights } from './heights.ts'

interface ListProps {
  readonly count: number
  readonly label: string
  readonly guess: (index: number) => number
  readonly item: (index: number) => ComponentChild
  /** What is to be seen; the list scrolls when that is another one than before. */
  readonly showing: number | undefined
  /** Who has scrolled to the end stays there as the list grows. */
  readonly follows: boolean
}

/** A list of which only what is seen is in the document, and a little before and after it. */
export function VirtualList({
  count,
  label,
  guess,
  item,
  showing,
  follows,
}: ListProps): ComponentChild {
  const box = useRef<HTMLDivElement>(null)
  const heights = useRef(new Heights()).current
  const lastTotal = useRef(0)
  const shown = useRef<number | undefined>(undefined)
  const [, again] = useReducer<number, void>((times) => times + 1, 0)
  heights.resize(count, guess)

  const top = box.current?.scrollTop ?? 0
  const height = box.current?.clientHeight ?? 800
  const first = Math.max(0, heights.at(top) - 4)
  const end = Math.min(count, heights.at(top + height) + 5)

  useLayoutEffect(() => {
    const { current } = box
    if (current === null) return
    const wasAtEnd = current.scrollTop + current.clientHeight >= lastTotal.current - 8
    let isNews = false
    for (const element of current.querySelectorAll<HTMLElement>('[data-index]'))
      isNews = heights.measure(Number(element.dataset['index']), element.offsetHeight) || isNews
    const goesTo = showing !== shown.current && showing !== undefined
    if (goesTo) {
      const [from, to] = [heights.top(showing), heights.top(showing + 1)]
      const isSeen = from >= current.scrollTop && to <= current.scrollTop + current.clientHeight
      if (!isSeen) current.scrollTop = Math.max(0, from - current.clientHeight / 3)
      // What lies between may turn out to be higher than it was thought to be.
      if (isSeen || !isNews) shown.current = showing
    } else shown.current = showing
    if (follows && wasAtEnd && heights.total > lastTotal.current) current.scrollTop = heights.total
    lastTotal.current = heights.total
    if (isNews || (goesTo && shown.current !== showing)) again()
  })

  const items: ComponentChild[] = []
  for (let at = first; at < end; at++)
    items.push(
      h(
        'div',
        {
          key: at,
          role: 'listitem',
          'aria-setsize': count,
          'aria-posinset': at + 1,
          'data-index': at,
          class: 'slot',
          style: { top: `${heights.top(at)}px` },
        },
        item(at),
      ),
    )
  return h(
    'div',
    {
      ref: box,
      class: 'list',
      tabIndex: 0,
      role: 'list',
      'aria-label': label,
      onScroll: () => again(),
    },
    h(
      'div',
      { class: 'extent', role: 'presentation', style: { height: `${heights.total}px` } },
      items,
    ),
  )
}
