import type { TurnEvent } from '../src/call/report/event.ts'

/** What happened in a run, in words. */
export class Trace {
  readonly lines: string[] = []

  add(atMs: number, text: string): void {
    this.lines.push(`${atMs.toFixed(1).padStart(9)}  ${text}`)
  }

  event(atMs: number, event: TurnEvent, who: string): void {
    this.add(atMs, `${who}  ${eventText(event)}`)
  }
}

/** An event in words, without whose it is. */
export function eventText(event: TurnEvent): string {
  return event.type + detailOf(event)
}

function detailOf(event: TurnEvent): string {
  switch (event.type) {
    case 'call.received':
      return ` ${event.name} "${event.callId}"`
    case 'call.waiting':
      return ` for ${event.reason}${event.detail === undefined ? '' : `: ${event.detail}`}`
    case 'call.started':
      return ` attempt ${event.attempt}`
    case 'call.retrying':
      return ` in ${event.delayMs.toFixed(1)} ms after ${event.error.code}`
    case 'call.settled':
      return ` ${event.result.status}${event.result.error ? ` (${event.result.error.code})` : ''}`
    case 'turn.discarded':
      return `: ${event.reason}`
    case 'turn.settled':
      return `: ${event.report.outcome}`
    default:
      return ''
  }
}
