import { createReadStream } from 'node:fs'

const chunkBytes = 1 << 20
const standardInput = /^\/(?:dev\/stdin|dev\/fd\/0|proc\/self\/fd\/0)$/

/** Whether a path is one of the names of standard input, which may be anything. */
export function isStandardInput(path: string): boolean {
  return standardInput.test(path)
}

/** The bytes of a file, or of a pipe, which can be read once only. */
export function bytesOf(path: string): AsyncIterable<Uint8Array> {
  // By its name it cannot be opened if it is a socket, as some programs give it.
  return isStandardInput(path)
    ? process.stdin
    : createReadStream(path, { highWaterMark: chunkBytes })
}
