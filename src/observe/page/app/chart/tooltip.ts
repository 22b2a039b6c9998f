import { h, type RefObject, type ComponentChild } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { oneLine } from '../../../../util/term/visible.ts'
import { titleOf } from '../../picture/words.ts'
import type { App } from '../state/app.ts'
import { factsOf } from './describe.ts'

/** What is known of the bar under the mouse, beside the mouse. */
export function Tooltip({
  app,
  scroller,
}: {
  readonly app: App
  readonly scroller: RefObject<HTMLDivElement | null>
}): ComponentChild {
  const tip = useRef<HTMLDivElement>(null)
  const { hovered } = app

  useEffect(() => {
    const box = scroller.current
    const follow = ({ clientX, clientY }: MouseEvent): void => {
      const { current } = tip
      if (current === null) return
      const { innerWidth, innerHeight } = globalThis
      const [width, height] = [current.offsetWidth, current.offsetHeight]
      const left = clientX + 16 + width > innerWidth ? clientX - width - 12 : clientX + 16
      const top = clientY + 18 + height > innerHeight ? clientY - height - 12 : clientY + 18
      current.style.transform = `translate(${Math.max(4, left)}px, ${Math.max(4, top)}px)`
    }
    box?.addEventListener('pointermove', follow)
    return () => box?.removeEventListener('pointermove', follow)
  }, [])

  return h(
    'div',
    { ref: tip, class: 'tooltip', hidden: hovered === undefined, 'aria-hidden': 'true' },
    hovered !== undefined && [
      h('strong', null, titleOf(hovered)),
      ...factsOf(app, hovered).map((fact) => h('span', null, oneLine(fact).slice(0, 300))),
    ],
  )
}
