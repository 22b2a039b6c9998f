import { isRecord } from '../../../../util/is-record.ts'
import type { PageData } from '../../html.ts'
import { PageRun } from '../../picture/page-run.ts'
import type { App } from './app.ts'
import { pageLine } from '../../lines/page-lines.ts'
import { LineIds } from '../../lines/line-ids.ts'

/** How often what has come is drawn: often enough to see things move, and less often the more there is to compute. */
function refreshMs({ run }: App): number {
  return 120 + run.rows.length / 20
}

/** What the page was made with. */
export function embedded(): PageData {
  const text = document.getElementById('data')?.textContent ?? ''
  return JSON.parse(text) as PageData
}

/** Shows what the page holds, or follows what its server tells. */
export function begin(app: App, data: PageData): void {
  app.missed = data.missed
  for (const line of data.lines) app.run.push(line)
  app.refresh(app.run.endMs)
  if (data.mode === 'live') follow(app)
}

/**
 * Takes lines of a run under way, as server-sent events; the browser itself connects again.
 * Source: WHATWG HTML, section 9.2, Server-sent events.
 */
function follow(app: App): void {
  const source = new EventSource('/lines')
  const ids = new LineIds()
  let waiting: unknown[] = []
  /** When the last line came, by the browser's clock and by the run's. */
  let heard = { at: 0, endMs: 0 }
  app.connection = 'connecting'
  source.addEventListener('open', () => {
    app.connection = 'open'
    app.changed()
  })
  source.addEventListener('error', () => {
    if (app.connection !== 'ended') app.connection = 'lost'
    app.changed()
  })
  source.addEventListener('message', ({ data, lastEventId }: MessageEvent<string>) => {
    const line = read(data)
    const taken = ids.take(lastEventId, line)
    if (taken === 'again') return
    if (taken === 'anew') {
      app.run = new PageRun()
      waiting = []
      app.choose(undefined)
      app.focused = undefined
    }
    waiting.push(line)
  })
  let drawn = 0
  const frame = (at: number): void => {
    if (at - drawn >= refreshMs(app)) {
      drawn = at
      for (const line of waiting) app.run.push(isRecord(line) ? pageLine(line) : line)
      if (waiting.length > 0) heard = { at, endMs: app.run.endMs }
      waiting = []
      const isOver = app.run.ending !== undefined
      // While lines may still come, what is under way grows with the clock.
      const passed = isOver || app.connection !== 'open' ? 0 : at - heard.at
      if (app.connection === 'open' || heard.at === at) app.refresh(heard.endMs + passed)
      if (isOver) {
        app.connection = 'ended'
        app.changed()
        source.close()
        return
      }
    }
    requestAnimationFrame(frame)
  }
  requestAnimationFrame(frame)
}

function read(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
