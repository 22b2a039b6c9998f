import { stripVTControlCharacters } from 'node:util'
import { createLogUpdate } from 'log-update'
import { paintFor } from '../../util/term/paint.ts'
import { cells } from '../../util/term/text.ts'
import { oneLine, visible } from '../../util/term/visible.ts'
import { lastLines, wrap } from '../term/wrap.ts'
import { render } from '../../observe/timeline/render.ts'
import { makeTimeline } from '../../observe/timeline/timeline.ts'
import type { View } from './view.ts'
import { addAll } from '../../util/add-all.ts'

/** Often enough for bars that grow smoothly, seldom enough for a slow terminal. */
const frameMs = 60

/** More lines than this are not read. */
const mostLines = 200

export interface LiveOptions {
  /** Show the model's words below the timeline while they come. */
  readonly words?: boolean
  /** The shortest time axis, in milliseconds; default: as short as the run. */
  readonly axisMs?: number
}

/** A timeline that redraws itself in place, on a terminal. */
export function liveView(stream: NodeJS.WriteStream, options: LiveOptions = {}): View {
  const { words = false, axisMs: shortestMs = 1 } = options
  const timeline = makeTimeline()
  const paint = paintFor(stream)
  const log = createLogUpdate(stream)
  let said = ''
  let prompt: readonly string[] = []
  let picture: readonly string[] = []
  // Where the run's own time began, on this process's clock.
  let originMs = performance.now()

  const draw = (): void => {
    const columns = columnsOf(stream)
    const asked = prompt.length === 0 ? [] : ['', ...prompt.flatMap((text) => wrap(text, columns))]
    const height = Math.max(4, (stream.rows || 24) - 1 - asked.length)
    const nowMs = performance.now() - originMs
    const lines = render(timeline.rows, { columns, height, nowMs, shortestMs, paint })
    const room = height - lines.length - 1
    if (words && said !== '' && room > 0) addAll(lines, ['', ...lastLines(said, columns, room)])
    addAll(lines, asked)
    picture = lines
    log(lines.join('\n'))
  }
  let timer: NodeJS.Timeout | undefined

  // A terminal that got narrower has broken the old lines into more, which log-update does not know of.
  const onResize = (): void => {
    if (picture.length === 0) return
    const columns = stream.columns ?? 80
    const rows = picture.reduce((sum, line) => sum + linesTaken(line, columns), 0)
    stream.write(`\u001B[${rows}A\r\u001B[0J`)
    log.done()
    draw()
  }
  stream.on('resize', onResize)

  return {
    event: (event) => {
      timer ??= setInterval(draw, frameMs)
      timeline.push(event)
      originMs = performance.now() - event.atMs
      if (event.type === 'request') said = ''
      if (event.type === 'text') said += event.text
    },
    note: (text) => {
      picture = []
      for (const line of wrap(oneLine(text), columnsOf(stream))) log.persist(paint('faint', line))
    },
    lines: (lines) => {
      // Not by log-update, which would break them.
      log.clear()
      picture = []
      stream.write(`${lines.map(visible).join('\n')}\n`)
      draw()
    },
    prompt: (sentences) => {
      prompt = sentences.map(oneLine)
      draw()
    },
    get columns(): number {
      return columnsOf(stream)
    },
    end: () => {
      clearInterval(timer)
      stream.off('resize', onResize)
      timeline.end(performance.now() - originMs)
      const { rows, endMs: nowMs } = timeline
      const columns = columnsOf(stream)
      const size = { columns, height: mostLines }
      const last = render(rows, { ...size, nowMs, shortestMs, final: true, paint })
      log.clear()
      if (last.length > 0) log.persist(last.join('\n'))
      log.done()
    },
  }
}

function linesTaken(line: string, columns: number): number {
  return Math.max(1, Math.ceil(cells(stripVTControlCharacters(line)) / columns))
}

/** A line as wide as the terminal makes some terminals wrap. */
function columnsOf(stream: NodeJS.WriteStream): number {
  return (stream.columns || 80) - 1
}
