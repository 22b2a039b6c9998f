import type { Row } from '../../../timeline/row.ts'
import type { MissedParallelism } from '../../html.ts'
import { layoutOf, lineBox, type Layout } from '../../layout/layout.ts'
import { moved, type Direction } from '../../layout/move.ts'
import { panned, showing, wholeWindow, zoomed, type TimeWindow } from '../../layout/window.ts'
import { endOf, startOf } from '../../picture/lanes.ts'
import { PageRun } from '../../picture/page-run.ts'
import { pictureOf, type Picture } from '../../picture/picture.ts'
import { searchRows } from '../../picture/search.ts'
import type { Palette } from '../paint/palette.ts'
import { hollowLinesOf } from '../../layout/hollow.ts'

export type Tab = 'time' | 'details' | 'talk'
export type Connection = 'none' | 'connecting' | 'open' | 'lost' | 'ended'

/** The state of the page, and all that can be done with it. Each change is told, and everything is drawn anew. */
export class App {
  run: PageRun = new PageRun()
  picture: Picture = pictureOf(this.run, 0)
  layout: Layout = layoutOf([], 0, { title: 0, least: 0 })
  whole: TimeWindow = wholeWindow(0, 1)
  window: TimeWindow = this.whole
  /** All of the run is seen, and stays so as it goes on. */
  fits = true
  palette: Palette = { colours: {} as Palette['colours'], font: '', ratio: 1 }
  missed: readonly MissedParallelism[] = []
  connection: Connection = 'none'

  /** Where the keyboard is, what the mouse points at, and what is open in the panel. */
  focused: Row | undefined
  hovered: Row | undefined
  chosen: Row | undefined
  tab: Tab = 'time'

  query = ''
  matches: readonly Row[] = []
  matchAt = -1
  /** Rows that are to be seen before others: those that match, or those of a bottleneck; none if all are equal. */
  marked: ReadonlySet<Row> | undefined
  /** Names what is marked, if that is no search. */
  markedBy: unknown

  showPath = true
  showArrows = false
  help = false
  narrow = false

  readonly #listeners = new Set<() => void>()
  #scheduled = false
  /** Scrolls the chart so that what lies from a height to another is seen; set by the chart. */
  reveal: (top: number, bottom: number) => void = () => {}

  subscribe(listener: () => void): void {
    this.#listeners.add(listener)
  }

  /** Has all be drawn anew, once before the next frame. */
  changed(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    requestAnimationFrame(() => {
      this.#scheduled = false
      for (const listener of this.#listeners) listener()
    })
  }

  /** The run has gone on, or the room is another. */
  refresh(nowMs: number = this.picture.nowMs): void {
    this.picture = pictureOf(this.run, nowMs)
    const sizes = this.narrow ? { title: 20, least: 48 } : { title: 0, least: 54 }
    const hollow = hollowLinesOf(this.missed, this.picture.lanes)
    this.layout = layoutOf(this.picture.lanes, nowMs, sizes, hollow)
    this.whole = wholeWindow(this.layout.startMs, this.layout.endMs)
    if (this.fits) this.window = this.whole
    if (this.query !== '') this.#find()
    this.changed()
  }

  look(window: TimeWindow): void {
    this.window = window
    this.fits = window.toMs - window.fromMs >= (this.whole.toMs - this.whole.fromMs) * 0.999
    this.changed()
  }

  fit(): void {
    this.look(this.whole)
  }

  /** A factor below 1 is closer. Without a time, what is in the middle, or has the keyboard, stays where it is. */
  zoom(factor: number, atMs?: number): void {
    const { window, focused } = this
    const focusedMs = focused && (startOf(focused) + endOf(focused, this.picture.nowMs)) / 2
    const isSeen = focusedMs !== undefined && focusedMs > window.fromMs && focusedMs < window.toMs
    const middleMs = isSeen ? focusedMs : (window.fromMs + window.toMs) / 2
    this.look(zoomed(window, factor, atMs ?? middleMs, this.whole))
  }

  pan(byMs: number): void {
    this.look(panned(this.window, byMs, this.whole))
  }

  zoomTo(row: Row | undefined = this.chosen ?? this.focused): void {
    if (row === undefined) return
    const [startMs, endMs] = [startOf(row), endOf(row, this.picture.nowMs)]
    const margin = Math.max((endMs - startMs) * 0.4, 0.5)
    const close = { fromMs: startMs - margin, toMs: endMs + margin }
    this.look(panned(close, 0, this.whole))
    this.show(row)
  }

  /** All of a turn, and no more. */
  zoomToTurn(at: number | undefined = this.layout.places.get(this.focused as Row)?.lane): void {
    const lane = at === undefined ? undefined : this.layout.lanes[at]
    if (lane === undefined) return
    const margin = Math.max((lane.endMs - lane.startMs) * 0.06, 0.5)
    this.look(
      panned({ fromMs: lane.startMs - margin, toMs: lane.endMs + margin * 3 }, 0, this.whole),
    )
    this.reveal(lane.top, lane.top + lane.height)
  }

  /** Moves the chart no further than it takes for a row to be seen. */
  show(row: Row): void {
    const place = this.layout.places.get(row)
    const lane = place && this.layout.lanes[place.lane]
    if (place === undefined || lane === undefined) return
    this.look(
      this.fits
        ? this.window
        : showing(this.window, startOf(row), endOf(row, this.picture.nowMs), this.whole),
    )
    const { top, height } = lane.height < 200 ? lane : lineBox(lane, place.line)
    this.reveal(top - 2, top + height + 2)
  }

  focus(row: Row | undefined): void {
    this.focused = row
    if (row !== undefined) this.show(row)
    this.changed()
  }

  move(direction: Direction): void {
    this.focus(moved(this.layout, this.focused ?? this.chosen, direction))
  }

  hover(row: Row | undefined): void {
    if (this.hovered === row) return
    this.hovered = row
    this.changed()
  }

  choose(row: Row | undefined): void {
    this.chosen = row
    if (row !== undefined) {
      this.focused = row
      this.show(row)
      if (!this.narrow || this.tab === 'time') this.tab = 'details'
    } else if (this.tab === 'details') this.tab = 'time'
    this.changed()
  }

  select(tab: Tab): void {
    this.tab = tab
    this.changed()
  }

  search(query: string): void {
    this.query = query
    this.matchAt = -1
    this.#find()
    if (this.matches.length > 0) this.step(1)
    this.changed()
  }

  /** Goes on to the next match (1), or back to the one before (-1). */
  step(by: 1 | -1): void {
    const { length } = this.matches
    if (length === 0) return
    this.matchAt = (this.matchAt + by + length) % length
    this.focus(this.matches[this.matchAt])
  }

  #find(): void {
    this.matches = searchRows(this.picture.rows, this.query)
    const isAsked = this.query.trim() !== ''
    this.marked = isAsked ? new Set(this.matches) : undefined
    this.markedBy = undefined
  }

  /** Marks rows for a reason, or no longer if it is the same reason. */
  mark(rows: Iterable<Row>, by: unknown): void {
    const isSame = this.markedBy === by
    this.query = ''
    this.matches = isSame ? [] : [...rows]
    this.matchAt = -1
    this.marked = isSame ? undefined : new Set(this.matches)
    this.markedBy = isSame ? undefined : by
    this.changed()
  }

  /** Closes what is open, the innermost first. */
  close(): void {
    if (this.help) this.help = false
    else if (this.query !== '' || this.marked !== undefined) this.mark([], this.markedBy)
    else if (this.chosen !== undefined) this.choose(undefined)
    else this.focused = undefined
    this.changed()
  }
}
