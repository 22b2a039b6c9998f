/** The stretch of time that is seen, in milliseconds since the run began. */
export interface TimeWindow {
  readonly fromMs: number
  readonly toMs: number
}

/** Nothing is that short; closer, numbers would be all the same. */
const shortestMs = 0.05

/** All of a run, with some room on its right for labels. */
export function wholeWindow(startMs: number, endMs: number): TimeWindow {
  const lengthMs = Math.max(endMs - startMs, 1)
  return { fromMs: startMs, toMs: startMs + lengthMs * 1.02 }
}

/** Closer (a factor below 1) or from further away; what is at `atMs` stays where it is. */
export function zoomed(
  window: TimeWindow,
  factor: number,
  atMs: number,
  whole: TimeWindow,
): TimeWindow {
  const lengthMs = window.toMs - window.fromMs
  const longestMs = whole.toMs - whole.fromMs
  const wanted = Math.min(Math.max(lengthMs * factor, shortestMs), longestMs)
  const fromMs = atMs - ((atMs - window.fromMs) / lengthMs) * wanted
  return inside({ fromMs, toMs: fromMs + wanted }, whole)
}

export function panned({ fromMs, toMs }: TimeWindow, byMs: number, whole: TimeWindow): TimeWindow {
  return inside({ fromMs: fromMs + byMs, toMs: toMs + byMs }, whole)
}

/** A window in which all from one time to another is seen, moved no further than that takes; closer or further only if it must be. */
export function showing(
  window: TimeWindow,
  startMs: number,
  endMs: number,
  whole: TimeWindow,
): TimeWindow {
  const lengthMs = window.toMs - window.fromMs
  const margin = lengthMs * 0.06
  if (endMs - startMs > lengthMs - 2 * margin) {
    const room = (endMs - startMs) * 0.15
    return inside({ fromMs: startMs - room, toMs: endMs + room }, whole)
  }
  if (startMs < window.fromMs + margin)
    return panned(window, startMs - margin - window.fromMs, whole)
  if (endMs > window.toMs - margin) return panned(window, endMs + margin - window.toMs, whole)
  return window
}

/** Moved to lie inside the whole; one that is longer is the whole. */
function inside({ fromMs, toMs }: TimeWindow, whole: TimeWindow): TimeWindow {
  const lengthMs = toMs - fromMs
  if (lengthMs >= whole.toMs - whole.fromMs) return whole
  const from = Math.min(Math.max(fromMs, whole.fromMs), whole.toMs - lengthMs)
  return { fromMs: from, toMs: from + lengthMs }
}
