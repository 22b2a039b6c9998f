import type { ServerResponse } from 'node:http'
import { sleep, systemClock as clock } from '../../util/clock.ts'
import type { Data } from './format.ts'
import type { OpenRecord } from './record.ts'
import type { Outgoing } from './respond.ts'

/**
 * Sends a planned response, each frame at its time, and notes in the record when. Resolves when there is nothing
 * more to do, whether it was sent, broke off, or the signal fired (the client left, or the server closes).
 */
export async function send(
  response: ServerResponse,
  outgoing: Outgoing,
  record: OpenRecord,
  signal: AbortSignal,
): Promise<void> {
  const gone = whenAborted(signal)
  try {
    await sendFrames(response, outgoing, record, signal, gone)
  } catch (error) {
    if (!signal.aborted) throw error
  }
  if (signal.aborted) return
  switch (outgoing.ending) {
    case 'end':
      await Promise.race([ended(response), gone])
      if (response.writableFinished) record.respondedAtMs = clock.now()
      return
    case 'close':
      response.destroy()
      return
    case 'hang':
      await gone
  }
}

async function sendFrames(
  response: ServerResponse,
  { status, headers, frames }: Outgoing,
  record: OpenRecord,
  signal: AbortSignal,
  gone: Promise<void>,
): Promise<void> {
  let next = 0
  let frame = frames[next]
  while (frame !== undefined) {
    const waitMs = record.receivedAtMs + frame.atMs - clock.now()
    if (waitMs > 0) await sleep(clock, waitMs, signal)
    if (!response.headersSent) {
      response.writeHead(status, headers)
      record.status = status
      record.responseStartedAtMs = clock.now()
    }
    // All that is due goes out in one write.
    const due: Data[] = []
    let blocksEnded = 0
    do {
      due.push(frame.data)
      if (frame.endsBlock !== undefined) blocksEnded++
      frame = frames[++next]
    } while (frame !== undefined && record.receivedAtMs + frame.atMs <= clock.now())
    await Promise.race([written(response, due), gone])
    for (let block = 0; block < blocksEnded; block++) record.blockEndedAtMs.push(clock.now())
    if (signal.aborted) return
  }
}

function written(response: ServerResponse, data: readonly Data[]): Promise<void> {
  const all = data.every((piece) => typeof piece === 'string')
    ? data.join('')
    : Buffer.concat(data.map((piece) => Buffer.from(piece)))
  return new Promise((resolve) => {
    // An error means that the client left, which the signal tells.
    if (all.length === 0) resolve()
    else response.write(all, () => resolve())
  })
}

function ended(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => void response.end(() => resolve()))
}

function whenAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
