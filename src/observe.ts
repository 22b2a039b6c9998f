export { traceFile, traceRun } from './observe/trace/trace-file.ts'
export type { TraceFile, TraceFileOptions } from './observe/trace/trace-file.ts'
export { parseTrace } from './observe/trace/read-trace.ts'
export type { Trace } from './observe/trace/read-trace.ts'
export { journalTrace } from './observe/trace/journal-trace.ts'
export { chromeTrace } from './observe/trace/chrome-trace.ts'
export type { ChromeEvent, ChromeTrace } from './observe/trace/chrome-trace.ts'
export type {
  TracedError,
  TracedEvent,
  TracedReport,
  TracedResult,
  TracedTurnEvent,
  TraceEnd,
  TraceHeader,
  TraceLine,
} from './observe/trace/line.ts'
export { renderTimeline } from './observe/timeline/render-timeline.ts'
export type { TimelineOptions } from './observe/timeline/render-timeline.ts'
export { makePage } from './observe/page/page.ts'
export type { PageOptions } from './observe/page/page.ts'
export type { MissedParallelism } from './observe/page/html.ts'
