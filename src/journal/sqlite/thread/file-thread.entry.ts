import { MessagePort, parentPort, receiveMessageOnPort } from 'node:worker_threads'
import { systemClock } from '../../../util/clock.ts'
import type { Answers, Batch, FromThread, Request, ToThread } from '../messages.ts'
import { FileThread } from './file-thread.ts'
import { LongTexts } from './long-texts.ts'
import { faultOf } from './sqlite-fault.ts'

/** The thread that has the file. While it commits, the next group gathers in its port. */
const port = parentPort as MessagePort
const file = new FileThread(say, systemClock)
const longTexts = new LongTexts()

port.on('message', (first: ToThread) => {
  const batches: Batch[] = []
  const asked: Extract<ToThread, { type: 'ask' }>[] = []
  for (const message of arrived(first))
    if (message.type === 'append') batches.push(longTexts.putBack(message.batch))
    else if (message.type === 'piece') longTexts.add(message.text, message.ends)
    else asked.push(message)
  // First, so that an answer includes what was appended before it was asked for.
  if (batches.length > 0) say(file.commit(batches))
  for (const { id, request } of asked) answer(id, request)
})

function* arrived(first: ToThread): Generator<ToThread> {
  yield first
  // Deno's is not one, so that there each message has a commit of its own.
  if (!(port instanceof MessagePort)) return
  for (;;) {
    const next = receiveMessageOnPort(port) as { readonly message: ToThread } | undefined
    if (next === undefined) return
    yield next.message
  }
}

function answer(id: number, request: Request): void {
  try {
    const value: Answers[Request['type']] = file.answer(request)
    say({ type: 'answer', id, value })
  } catch (error) {
    say({ type: 'refused', id, fault: faultOf(file.path, error) })
  }
}

function say(message: FromThread): void {
  port.postMessage(message)
}
